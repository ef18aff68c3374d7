import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { Book } from '../../recommend/book.js';
import { RecommendError } from '../../recommend/errors.js';
import type { Interactions } from '../../recommend/interactions.js';
import { ItemsByUser, onlyWanted } from '../../recommend/interactions.js';
import type { Identity } from '../../recommend/item-features.js';
import { fitScorer } from '../../recommend/lightfm/fit-scorer.js';
import type { Loss } from '../../recommend/lightfm/settings.js';
import type { Candidates } from '../../recommend/metrics/candidates.js';
import { candidatesOf } from '../../recommend/metrics/candidates.js';
import type { Evaluation, Scorer } from '../../recommend/metrics/evaluate.js';
import { evaluate } from '../../recommend/metrics/evaluate.js';
import { choosePlan } from '../../recommend/model/choose-plan.js';
import { fitModel } from '../../recommend/model/fit-model.js';
import { holdOut } from '../../recommend/model/hold-out.js';
import { ModelScorer } from '../../recommend/model/model-scorer.js';
import type { ModelPlan } from '../../recommend/model/plan.js';
import { usualPlan } from '../../recommend/model/plan.js';
import { Popularity } from '../../recommend/popularity.js';
import type { SparseRows } from '../../recommend/sparse-rows.js';
import type { TextFile, TimedInteractions } from '../../recommend/tab-separated.js';
import { featuresFrom, interactionsFrom, sized } from '../../recommend/tab-separated.js';
import { messageOf } from '../../shared/errors.js';
import { startProgress } from '../progress.js';
import { endBySignals } from '../stopping.js';

type ModelName = 'chosen' | 'lightfm' | 'als' | 'popularity';

interface EvaluateFlags {
  readonly train: string;
  readonly test: string;
  readonly model: ModelName;
  readonly loss: Loss;
  readonly components?: number;
  readonly epochs?: number;
  readonly alpha: number;
  readonly seed: number;
  readonly userFeatures?: string;
  readonly itemFeatures?: string;
  readonly identity: Identity;
  readonly maskTrain?: true;
  readonly candidates: Candidates;
  readonly json?: true;
}

/** Places that count, as everybody counts them. */
const k = 10;

export function evaluateCommand(): Command {
  return new Command('evaluate')
    .description('Train a recommender on one file and say how well it ranks what another one holds.')
    .requiredOption('--train <file>', 'what was wanted: user, item, rating, timestamp, separated by tabs')
    .requiredOption('--test <file>', 'what was wanted later, in the same layout')
    .addOption(
      new Option(
        '--model <name>',
        'the model; chosen: what `forecourt train` publishes, its settings chosen on a part of the training file',
      )
        .choices(['chosen', 'lightfm', 'als', 'popularity'])
        .default('chosen'),
    )
    .addOption(
      new Option('--loss <name>', "LightFM's loss")
        .choices(['warp', 'bpr', 'logistic', 'warp-kos'])
        .default('warp'),
    )
    .option('--components <n>', 'length of a vector (default: 32, of als 64)', wholeNumber(1, 1_024))
    .option('--epochs <n>', 'passes over the training data (default: 20, of als 10)', wholeNumber(1, 10_000))
    .option('--alpha <n>', "LightFM's L2 penalty, of users and items", positiveNumber, 0)
    .option('--seed <n>', 'the same seed and files give the same model', wholeNumber(0, 999_999_999), 1)
    .option('--user-features <file>', 'features of users: user, feature, weight, separated by tabs')
    .option('--item-features <file>', 'features of items: item, feature, weight, separated by tabs')
    .addOption(
      new Option('--identity <when>', 'whether an item with features is a feature of its own as well')
        .choices(['trained', 'always', 'never'])
        .default('trained'),
    )
    .option('--mask-train', 'what a user has in the training file is no candidate')
    .addOption(
      new Option(
        '--candidates <which>',
        'which items are ranked: all, those of the training file, or those of the test file that are not in it',
      )
        .choices(['all', 'train', 'test'])
        .default('all'),
    )
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  forecourt evaluate --train ua.base --test ua.test --model lightfm --loss bpr --mask-train
  forecourt evaluate --train train.tsv --test test.tsv --model als --mask-train --json
  forecourt evaluate --train train.tsv --test new-cars.tsv --item-features features.tsv --candidates test

Only ratings above 0 count as wanted. Metrics are means over the users who have something in the test file; of the first ${k}
places, where places count. Every server is left alone.

Exit codes: 0 done, 1 failed (a file can't be read, training diverged), 2 called wrongly.`,
    )
    .action(async (flags: EvaluateFlags, command: Command) => {
      refuseIdle(flags, command);
      // Nothing has to be left in order, and training does not look up: a signal ends it at once.
      endBySignals();
      const files = await readFiles(flags);
      if (!files.train.values.some((value) => value > 0))
        throw new RecommendError('RECOMMEND_BAD_SHAPE', `nobody in ${flags.train} wanted anything`);
      const progress = startProgress('training', 'passes');
      const started = performance.now();
      const scorer = fit(files, flags, progress.update);
      const fitSeconds = (performance.now() - started) / 1000;
      progress.stop();
      const evaluation = evaluate(scorer, files.test, {
        k,
        candidates: candidatesOf(flags.candidates, files.train, files.test),
        masked: flags.maskTrain === true ? new ItemsByUser(files.train) : null,
      });
      if (evaluation.users === 0)
        throw new RecommendError('RECOMMEND_BAD_SHAPE', `nobody in ${flags.test} wanted a candidate`);
      print(evaluation, fitSeconds, flags);
    });
}

interface Files {
  readonly train: TimedInteractions;
  readonly test: Interactions;
  readonly userFeatures: SparseRows | null;
  readonly itemFeatures: SparseRows | null;
  readonly featureNames: readonly string[];
}

async function readFiles(flags: EvaluateFlags): Promise<Files> {
  const users = new Book();
  const items = new Book();
  const features = new Book();
  const train = interactionsFrom(await textOf(flags.train), users, items);
  const test = interactionsFrom(await textOf(flags.test), users, items);
  const rows = async (file: string | undefined, of: Book, names: Book): Promise<SparseRows | null> =>
    file === undefined ? null : featuresFrom(await textOf(file), of, names);
  // They may name users and items that no other file does.
  const userFeatures = await rows(flags.userFeatures, users, new Book());
  const itemFeatures = await rows(flags.itemFeatures, items, features);
  return {
    train: sized(train, users, items),
    test: sized(test, users, items),
    userFeatures,
    itemFeatures,
    featureNames: features.names,
  };
}

async function textOf(name: string): Promise<TextFile> {
  const text = await readFile(name, 'utf8').catch((error: unknown) => {
    throw new RecommendError('RECOMMEND_BAD_FILE', messageOf(error), { cause: error });
  });
  return { name, lines: text.split('\n') };
}

function fit(files: Files, flags: EvaluateFlags, onPass: (pass: number, of: number | null) => void): Scorer {
  const { train, userFeatures, itemFeatures } = files;
  const { model, loss, alpha, seed, identity, components, epochs } = flags;
  switch (model) {
    case 'popularity':
      return new Popularity(train);
    case 'lightfm': {
      const settings = { loss, components: components ?? 32, seed, itemAlpha: alpha, userAlpha: alpha };
      const plan = { settings, epochs: epochs ?? 20, identity, userFeatures, itemFeatures };
      return fitScorer(train, plan, (epoch) => {
        onPass(epoch, plan.epochs);
      });
    }
    case 'als':
      return fitPlanned(
        files,
        alsAlone({ components: components ?? 64, sweeps: epochs ?? 10 }),
        flags,
        onPass,
      );
    case 'chosen': {
      let tries = 0;
      const data = { ...files, interactions: train };
      const { plan } = choosePlan(data, holdOut(train, itemFeatures !== null, seed), usualPlan, seed, () => {
        onPass((tries += 1), null);
      });
      return fitPlanned(files, plan, flags, () => undefined);
    }
  }
}

function alsAlone(als: { readonly components: number; readonly sweeps: number }): ModelPlan {
  return { ...usualPlan, als: { ...usualPlan.als, ...als }, warpWeight: 0, biasWeight: 0 };
}

function fitPlanned(
  { train, itemFeatures, featureNames }: Files,
  plan: ModelPlan,
  { seed }: EvaluateFlags,
  onPass: (pass: number, of: number | null) => void,
): Scorer {
  const data = { interactions: train, itemFeatures, featureNames };
  const model = fitModel(data, plan, seed, (_, pass, of) => {
    onPass(pass, of);
  });
  return new ModelScorer(model, itemFeatures, train.itemCount, new ItemsByUser(onlyWanted(train)));
}

function print({ metrics, users }: Evaluation, fitSeconds: number, flags: EvaluateFlags): void {
  const figures = {
    [`precision@${k}`]: metrics.precision,
    [`recall@${k}`]: metrics.recall,
    [`ndcg@${k}`]: metrics.ndcg,
    auc: metrics.auc,
    mrr: metrics.reciprocalRank,
    users,
    fit_seconds: fitSeconds,
  };
  if (flags.json === true) {
    process.stdout.write(`${JSON.stringify({ model: flags.model, ...figures })}\n`);
    return;
  }
  const width = Math.max(...Object.keys(figures).map((name) => name.length));
  for (const [name, value] of Object.entries(figures))
    process.stdout.write(`${name.padEnd(width)}  ${Number.isInteger(value) ? value : value.toFixed(4)}\n`);
}

/** What each of these says something to; another model would ignore it. */
const heeding: Partial<Readonly<Record<keyof EvaluateFlags, readonly ModelName[]>>> = {
  loss: ['lightfm'],
  alpha: ['lightfm'],
  identity: ['lightfm'],
  userFeatures: ['lightfm'],
  itemFeatures: ['lightfm', 'als', 'chosen'],
  components: ['lightfm', 'als'],
  epochs: ['lightfm', 'als'],
};

/** Ends the command where a flag was given that this model has no use for: whoever gave it believes to have measured it. */
function refuseIdle({ model }: EvaluateFlags, command: Command): void {
  for (const option of command.options) {
    const models = heeding[option.attributeName() as keyof EvaluateFlags];
    const isGiven = command.getOptionValueSource(option.attributeName()) === 'cli';
    if (models === undefined || !isGiven || models.includes(model)) continue;
    command.error(`error: ${option.long ?? ''} goes with --model ${models.join(' or ')}, not ${model}.`);
  }
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d{1,9}$/.test(text) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`It takes a whole number from ${least} to ${most}.`);
  };
}

function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value < Infinity))
    throw new InvalidArgumentError('It takes a number from 0.');
  return value;
}
