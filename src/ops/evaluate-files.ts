import { readFile } from 'node:fs/promises';
import { Book } from '../recommend/book.js';
import { RecommendError } from '../recommend/errors.js';
import type { Interactions } from '../recommend/interactions.js';
import { ItemsByUser } from '../recommend/interactions.js';
import type { Candidates } from '../recommend/metrics/candidates.js';
import { candidatesOf } from '../recommend/metrics/candidates.js';
import type { Ranked } from '../recommend/metrics/evaluate.js';
import { isTest } from '../recommend/metrics/evaluate.js';
import type { SparseRows } from '../recommend/sparse-rows.js';
import type { TextFile, TimedInteractions } from '../recommend/tab-separated.js';
import { featuresFrom, interactionsFrom, sized } from '../recommend/tab-separated.js';
import { ForecourtError, messageOf } from '../shared/errors.js';

/** The names of the files, and what of them is ranked. */
export interface FilesRequest {
  readonly train: string;
  readonly test: string;
  readonly userFeatures?: string;
  readonly itemFeatures?: string;
  readonly maskTrain?: true;
  readonly candidates: Candidates;
}

export interface Files {
  readonly train: TimedInteractions;
  readonly test: Interactions;
  readonly ranked: Ranked;
  readonly userFeatures: SparseRows | null;
  readonly itemFeatures: SparseRows | null;
  readonly featureNames: readonly string[];
}

/**
 * Reads the files, and refuses those that a training would be wasted on. Throws `RECOMMEND_BAD_FILE` for what can't be read,
 * `RECOMMEND_BAD_SHAPE` where there is nothing to learn from or to measure by, or features are of nobody.
 */
export async function readFiles(request: FilesRequest): Promise<Files> {
  const users = new Book();
  const items = new Book();
  const features = new Book();
  const read = {
    train: interactionsFrom(await textOf(request.train), users, items),
    test: interactionsFrom(await textOf(request.test), users, items),
  };
  // They may name users and items that no other file does.
  const userFeatures = await featuresOf('user', request.userFeatures, users, new Book());
  const itemFeatures = await featuresOf('item', request.itemFeatures, items, features);
  const train = sized(read.train, users, items);
  const test = sized(read.test, users, items);
  const ranked = {
    candidates: candidatesOf(request.candidates, train, test),
    masked: request.maskTrain === true ? new ItemsByUser(train) : null,
  };
  refuseUnwanted(request.train, train);
  refuseUnwanted(request.test, test);
  if (!isTest(test, ranked)) throw noCandidate(request, test, ranked);
  return { train, test, ranked, userFeatures, itemFeatures, featureNames: features.names };
}

async function textOf(name: string): Promise<TextFile> {
  const text = await readFile(name, 'utf8').catch((error: unknown) => {
    throw new RecommendError('RECOMMEND_BAD_FILE', messageOf(error), { cause: error });
  });
  return { name, lines: text.split('\n') };
}

/** @param rows those of the training and the test */
async function featuresOf(
  what: 'user' | 'item',
  file: string | undefined,
  rows: Book,
  names: Book,
): Promise<SparseRows | null> {
  if (file === undefined) return null;
  const known = rows.size;
  const features = featuresFrom(await textOf(file), rows, names);
  if (features.columnCount === 0)
    throw useless(`${file} holds no feature. Look at its name, or leave it out.`);
  if (features.starts[known] === 0)
    throw useless(
      `no ${what} of ${file} stands in the training or test file. Name each as it is named there.`,
    );
  return features;
}

function refuseUnwanted(file: string, { values }: Interactions): void {
  if (!values.some((value) => value > 0))
    throw useless(`nobody in ${file} wanted anything: no line of it has a rating above 0. Look at its name.`);
}

function noCandidate(
  { train, test, candidates }: FilesRequest,
  tests: Interactions,
  ranked: Ranked,
): ForecourtError {
  const nobody = `nobody in ${test} wanted a candidate`;
  if (isTest(tests, { ...ranked, masked: null }))
    return useless(
      `${nobody}: with --mask-train, everything in it that could be one stands in ${train} too, for the same user. Test with what was wanted later, or leave out --mask-train.`,
    );
  return useless(
    candidates === 'train'
      ? `${nobody}: with --candidates train, these are the items of ${train}, and it has none of them. Test with items that are known, or rank others, too: --candidates all.`
      : `${nobody}: with --candidates test, these are items that are not in ${train}, and all of its stand there. Test with new items, or rank others, too: --candidates all.`,
  );
}

/** Says itself what to do: the advice of its code would be to make all files from the same data. */
function useless(message: string): ForecourtError {
  return new ForecourtError('RECOMMEND_BAD_SHAPE', message);
}
