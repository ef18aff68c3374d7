import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Outcome } from '../support/commands.js';
import { runCommandIn } from '../support/commands.js';

/** `forecourt evaluate` as a person at a terminal runs it, with no server anywhere. */

interface Figures {
  readonly 'precision@10': number;
  readonly 'recall@10': number;
  readonly 'ndcg@10': number;
  readonly auc: number;
  readonly mrr: number;
  readonly users: number;
  readonly fit_seconds: number;
}

const nowhere = { PATH: process.env.PATH, DATABASE_URL: 'postgres://127.0.0.1:1/none' };

/** Without the lines that a slow machine shows of how far it is. */
async function run(...args: readonly string[]): Promise<Outcome> {
  const { err, ...rest } = await runCommandIn(nowhere, 'evaluate', ...args);
  return { ...rest, err: err.replaceAll(/^(training|choosing settings|measuring): .*\n/gm, '') };
}

async function figuresOf(...args: readonly string[]): Promise<Figures> {
  const { code, out, err } = await run(...args, '--json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as Figures;
}

interface Files {
  readonly folder: string;
  readonly train: string;
  /** Of cars that are in the training file. */
  readonly test: string;
  /** Of cars that are not. */
  readonly cold: string;
  readonly features: string;
}

const users = 40;
const makes = 4;
const cars = 60;
const newCars = 20;

/**
 * Users like the cars of a make: they have wanted two of three, and wanted the third later; of the new cars they want all. Odd ones of
 * them have refused another make's.
 */
async function files(): Promise<Files> {
  const folder = await mkdtemp(join(tmpdir(), 'forecourt-evaluate-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const all = Array.from({ length: users }, (_, user) => user);
  const linesOf = (first: number, end: number, isAsked: (user: number, car: number) => boolean): string[] =>
    all.flatMap((user) =>
      Array.from({ length: end - first }, (_, place) => first + place)
        .filter((car) => car % makes === user % makes && isAsked(user, car))
        .map((car) => `u${user}\tcar ${car}\t5\t${1_700_000_000 + user * 97 + car}`),
    );
  const isLater = (user: number, car: number): boolean => (user + (car - (car % makes)) / makes) % 3 === 0;
  const refused = all
    .filter((user) => user % 2 === 1)
    .map((user) => `u${user}\tcar ${(user + 1) % makes}\t0\t1700000000`);
  const write = async (name: string, lines: readonly string[]): Promise<string> => {
    await writeFile(join(folder, name), `${lines.join('\n')}\n`);
    return join(folder, name);
  };
  return {
    folder,
    train: await write('train.tsv', [...linesOf(0, cars, (...each) => !isLater(...each)), ...refused]),
    test: await write('test.tsv', linesOf(0, cars, isLater)),
    cold: await write(
      'cold.tsv',
      linesOf(cars, cars + newCars, () => true),
    ),
    features: await write(
      'features.tsv',
      Array.from({ length: cars + newCars }, (_, car) => `car ${car}\tmake:${car % makes}\t1`),
    ),
  };
}

describe('forecourt evaluate', () => {
  it('prints one JSON object with every metric, which are the same for the same seed', async () => {
    const { train, test } = await files();
    const args = [
      '--train',
      train,
      '--test',
      test,
      '--model',
      'lightfm',
      '--components',
      '8',
      '--mask-train',
    ];
    const first = await figuresOf(...args);
    expect(Object.keys(first)).toEqual([
      'model',
      'precision@10',
      'recall@10',
      'ndcg@10',
      'auc',
      'mrr',
      'users',
      'fit_seconds',
    ]);
    for (const name of ['precision@10', 'recall@10', 'ndcg@10', 'auc', 'mrr'] as const) {
      expect(first[name], name).toBeGreaterThan(0);
      expect(first[name], name).toBeLessThanOrEqual(1);
    }
    expect(first.users).toBe(users);
    expect(first.fit_seconds).toBeGreaterThan(0);
    // Every user has five later cars: they are half of ten.
    expect(first.auc).toBeGreaterThan(0.95);
    expect(first['precision@10']).toBeCloseTo(0.5, 1);
    const { fit_seconds: _, ...figures } = first;
    expect(await figuresOf(...args)).toMatchObject(figures);
    const other = await figuresOf(...args, '--seed', '2', '--epochs', '1');
    expect(other.auc).not.toBe(first.auc);
  });

  it('ranks what a user has already, unless it is told to leave that out', async () => {
    const { train, test } = await files();
    const args = ['--train', train, '--test', test, '--model', 'als', '--components', '8'];
    const all = await figuresOf(...args);
    const masked = await figuresOf(...args, '--mask-train');
    // Ten cars that they have stand before the five that they wanted later.
    expect(all['ndcg@10']).toBeLessThan(masked['ndcg@10'] - 0.3);
  });

  it('ranks all cars, those that training knows, or those that only the test names', async () => {
    const { train, test, cold, features } = await files();
    const of = (file: string, ...more: readonly string[]): Promise<Figures> =>
      figuresOf(
        ...['--train', train, '--test', file, '--item-features', features, '--mask-train'],
        ...['--model', 'lightfm', '--components', '8', '--epochs', '10', ...more],
      );
    const [byDefault, all, known] = [
      await of(test),
      await of(test, '--candidates', 'all'),
      await of(test, '--candidates', 'train'),
    ];
    expect({ ...all, fit_seconds: 0 }).toEqual({ ...byDefault, fit_seconds: 0 });
    expect(known.auc).not.toBe(all.auc);
    // By the make alone: all five new cars of it come first, and as equals, which count against each other.
    const first = { users, 'recall@10': 1, mrr: expect.closeTo(1 / 5) as number };
    expect(await of(cold, '--candidates', 'test')).toMatchObject(first);
    expect(await of(cold, '--candidates', 'test', '--identity', 'never')).toMatchObject(first);
    // The noise of an identity that was never trained tells them apart.
    expect((await of(cold, '--candidates', 'test', '--identity', 'always')).mrr).toBeGreaterThan(0.5);
    // No new car can be ranked by those that training knows.
    expect(await run('--train', train, '--test', cold, '--candidates', 'train')).toMatchObject({
      code: 1,
      err: expect.stringContaining('wanted a candidate') as string,
    });
  });

  it('takes every model and loss, and prints a figure a line', async () => {
    const { train, test, features } = await files();
    const args = ['--train', train, '--test', test, '--mask-train'];
    for (const loss of ['warp', 'bpr', 'logistic', 'warp-kos'])
      expect((await figuresOf(...args, '--model', 'lightfm', '--loss', loss)).auc, loss).toBeGreaterThan(0.5);
    expect((await figuresOf(...args, '--model', 'popularity')).auc).toBeLessThan(0.9);
    const chosen = await run(...args, '--item-features', features);
    expect(chosen.code).toBe(0);
    expect(chosen.out).toMatch(/^precision@10 {2}0\.\d{4}\nrecall@10 {5}\S+\nndcg@10 /);
  });

  it('says in one line what it can not read, and ends with 1', async () => {
    const { folder, train, test } = await files();
    const missing = await run('--train', train, '--test', join(folder, 'none.tsv'));
    expect(missing).toMatchObject({ code: 1, out: '' });
    expect(missing.err).toMatch(/^error: RECOMMEND_BAD_FILE: .*none\.tsv.*\n$/);
    const bad = join(folder, 'bad.tsv');
    await writeFile(bad, 'u1\tcar 1\t5\t1\n\nu1\tcar 2\tfive\t1\n');
    const broken = await run('--train', bad, '--test', test);
    expect(broken).toMatchObject({ code: 1, out: '' });
    expect(broken.err).toMatch(/^error: RECOMMEND_BAD_FILE: .*bad\.tsv, line 3: "five" is not a rating.*\n$/);
    const features = await run('--train', train, '--test', test, '--item-features', test);
    expect(features.err).toMatch(
      /^error: RECOMMEND_BAD_FILE: .*test\.tsv, line 1: 4 fields instead of 3.*\n$/,
    );
    await writeFile(bad, '');
    expect(await run('--train', bad, '--test', test)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^error: RECOMMEND_BAD_SHAPE: .*wanted anything.*\n$/) as string,
    });
  });

  it('refuses what there is nothing to measure by before it trains, and says why', async () => {
    const { folder, train, test, cold } = await files();
    const write = async (name: string, text: string): Promise<string> => {
      await writeFile(join(folder, name), text);
      return join(folder, name);
    };
    const empty = await write('empty.tsv', '');
    const refused = await write('refused.tsv', 'u1\tcar 1\t0\t1\n');
    // A training that takes long enough to be heard of.
    const long = ['--train', train, '--model', 'lightfm', '--components', '64', '--epochs', '2000'];
    for (const [reason, ...args] of [
      [/nobody in \S+empty\.tsv wanted anything: .*rating above 0/, '--test', empty],
      [/nobody in \S+refused\.tsv wanted anything: .*rating above 0/, '--test', refused],
      [/wanted a candidate: with --mask-train, .*train\.tsv too/, '--test', train, '--mask-train'],
      [/wanted a candidate: with --candidates train, /, '--test', cold, '--candidates', 'train'],
      [/wanted a candidate: with --candidates test, /, '--test', test, '--candidates', 'test'],
    ] as const) {
      const { code, out, err } = await run(...long, ...args);
      expect({ code, out }, err).toEqual({ code: 1, out: '' });
      expect(err).toMatch(/^error: RECOMMEND_BAD_SHAPE: .*\n$/);
      expect(err).toMatch(reason);
      expect(err).not.toContain('Make all of them from the same data');
    }
  });

  it('refuses features of nobody', async () => {
    const { folder, train, test } = await files();
    const strange = join(folder, 'strange.tsv');
    await writeFile(strange, 'auto 1\tmake:1\t1\n');
    const empty = join(folder, 'empty.tsv');
    await writeFile(empty, '\n');
    const args = ['--train', train, '--test', test, '--model', 'lightfm', '--epochs', '1'];
    for (const [flag, file, reason] of [
      ['--item-features', strange, /no item of \S+strange\.tsv stands in the training or test file/],
      ['--user-features', strange, /no user of \S+strange\.tsv stands in the training or test file/],
      ['--item-features', empty, /empty\.tsv holds no feature/],
      ['--user-features', empty, /empty\.tsv holds no feature/],
    ] as const) {
      const { code, out, err } = await run(...args, flag, file);
      expect({ code, out }, err).toEqual({ code: 1, out: '' });
      expect(err).toMatch(reason);
    }
    // Of some: the others have none.
    await writeFile(strange, 'auto 1\tmake:1\t1\ncar 1\tmake:1\t1\n');
    expect(await run(...args, '--item-features', strange)).toMatchObject({ code: 0, err: '' });
  });

  it('has an AUC from 0 to 1, or none', async () => {
    const { folder } = await files();
    const one = join(folder, 'one.tsv');
    await writeFile(one, 'u0\tcar 0\t5\t1\n');
    // All cars but one are equals, of which nothing is known: each counts against all others.
    const equals = join(folder, 'equals.tsv');
    await writeFile(equals, [4, 8, 12, 16].map((car) => `u1\tcar ${car}\t5\t1\n`).join(''));
    for (const model of ['popularity', 'als'] as const) {
      expect(await figuresOf('--train', one, '--test', equals, '--model', model)).toMatchObject({ auc: 0 });
      const alone = ['--train', one, '--test', one, '--model', model];
      expect(await figuresOf(...alone)).toMatchObject({ auc: null, mrr: 1, 'recall@10': 1, users: 1 });
      const { code, out } = await run(...alone);
      expect(code).toBe(0);
      expect(out).toMatch(/^auc +–$/m);
    }
  });

  it('tells every few seconds how far it is, and says when it is stopped that there is no result', async () => {
    const { train, test } = await files();
    const args = ['--train', train, '--test', test, '--model', 'lightfm', '--epochs', '10000'];
    const child = spawn(process.execPath, ['dist/ops/main.js', 'evaluate', ...args, '--components', '64'], {
      env: nowhere,
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const said = { out: '', err: '' };
    child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => {
      said.err += chunk.toString();
      if (said.err.split('\n').length === 3) child.kill('SIGINT');
    });
    const [code] = (await once(child, 'close')) as [number | null];
    expect({ code, out: said.out }, said.err).toEqual({ code: 130, out: '' });
    expect(said.err).toMatch(/^(training: pass \d+ of 10000\n){2}stopped; nothing was measured\n$/);
  });

  it.each([
    [['--train', 'a'], /^error: required option '--test <file>'/],
    [['--train', 'a', '--test', 'b', '--model', 'best'], /^error: option '--model <name>'.*Allowed choices/],
    [['--train', 'a', '--test', 'b', '--components', '0'], /^error: option '--components <n>'/],
    [['--train', 'a', '--test', 'b', '--epochs', 'many'], /^error: option '--epochs <n>'/],
    [['--train', 'a', '--test', 'b', '--alpha', '-1'], /^error: option '--alpha <n>'/],
    [['--train', 'a', '--test', 'b', '--candidates', 'some'], /^error: option '--candidates <which>'/],
    [
      ['--train', 'a', '--test', 'b', '--model', 'lightfm', '--identity', 'never'],
      /^error: --identity goes with --item-features/,
    ],
    [['--train', 'a', '--test', 'b', '--mask'], /^error: unknown option '--mask'/],
    [['--train', 'a', '--test', 'b', 'c'], /^error: too many arguments/],
  ])('called wrongly, with %j, it says so and ends with 2', async (args, message) => {
    const { code, out, err } = await run(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
  });

  it('shows in its help how it is called, and what its exit codes mean', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    expect(out).toMatch(/Examples:\n {2}forecourt evaluate --train \S+ --test \S+ .*\n/);
    expect(out).toContain('Exit codes: 0 done, 1 failed');
    expect(out).toContain('130 stopped: nothing was measured');
    expect(out).toMatch(/looks for settings first.*\n.*minutes.*--model als or --model lightfm.*seconds/);
  });
});
