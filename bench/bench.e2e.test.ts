import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { systemNames } from './systems/systems.js';

/** The benchmark runs: nobody does, for months, and what it measures changes. How fast anything is, no test says. */

interface Outcome {
  readonly code: number;
  readonly err: string;
}

function bench(...options: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['bin/bench.js', ...options], { encoding: 'utf8' }, (error, _out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), err });
    });
  });
}

it('starts every system, finds that all answer as SQL does, and asks each for pages', async () => {
  const cars = 120;
  const { code, err } = await bench(
    ...`--cars ${cars} --loads price --connections 1 --seconds 0.05 --rounds 1`.split(' '),
  );
  // What it said tells why it failed.
  expect(code, err).toBe(0);
  const result = JSON.parse(await readFile(`.forecourt/bench/last/${cars}.json`, 'utf8')) as {
    readonly agreement: readonly { readonly system: string; readonly questions: number }[];
    readonly cells: readonly { readonly system: string; readonly requestsPerSecond: number }[];
  };
  const engines = systemNames.filter((name) => !name.startsWith('constant'));
  expect(result.agreement.map(({ system }) => system)).toEqual(engines);
  expect(result.cells.map(({ system }) => system)).toEqual(systemNames);
  for (const { requestsPerSecond } of result.cells) expect(requestsPerSecond).toBeGreaterThan(0);
}, 300_000);
