import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { EvaluateRequest } from './evaluate-model.js';
import { evaluateModel } from './evaluate-model.js';

const usual = {
  model: 'chosen',
  loss: 'warp',
  alpha: 0,
  seed: 1,
  identity: 'trained',
  candidates: 'all',
} as const satisfies Partial<EvaluateRequest>;

/** 120 users, each of whom has wanted 3 of 12 items, and then a fourth. */
async function files(): Promise<{ readonly train: string; readonly test: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'forecourt-evaluate-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const write = async (name: string, places: readonly number[]): Promise<string> => {
    const lines = Array.from({ length: 120 }, (_, user) =>
      places.map((place) => `${user}\t${(user + 3 * place) % 12}\t5\t${place}\n`).join(''),
    );
    await writeFile(join(folder, name), lines.join(''));
    return join(folder, name);
  };
  return { train: await write('train.tsv', [0, 1, 2]), test: await write('test.tsv', [3]) };
}

async function stepsOf(more: Partial<EvaluateRequest>): Promise<readonly string[]> {
  const steps: string[] = [];
  await evaluateModel({ ...usual, ...(await files()), ...more }, (step) => steps.push(step));
  return steps;
}

describe('an evaluation tells how far it is', () => {
  it('while it looks for settings, trains and measures', async () => {
    const steps = await stepsOf({});
    expect(steps[0]).toBe('choosing settings: try 1, pass 1 of 10');
    const phases = steps.map((step) => step.replace(/\d+/g, 'N'));
    expect([...new Set(phases)]).toEqual([
      'choosing settings: try N, pass N of N',
      'choosing settings: try N judged',
      'training: pass N of N',
      'measuring: user N of N',
    ]);
    const tries = steps.filter((step) => step.endsWith('judged'));
    expect(tries).toEqual(tries.map((_, place) => `choosing settings: try ${place + 1} judged`));
    const passes = steps.filter((step) => step.startsWith('training'));
    expect(passes.length).toBeGreaterThanOrEqual(10);
    expect(passes).toEqual(passes.map((_, place) => `training: pass ${place + 1} of ${passes.length}`));
  });

  it.each([
    ['als', 3],
    ['lightfm', 4],
  ] as const)('with %s, which has its settings', async (model, epochs) => {
    const passes = Array.from({ length: epochs }, (_, pass) => `training: pass ${pass + 1} of ${epochs}`);
    expect(await stepsOf({ model, epochs })).toEqual([...passes, 'measuring: user 100 of 120']);
  });
});
