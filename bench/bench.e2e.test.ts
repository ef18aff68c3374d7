import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { sampleCars } from './engine/sample-cars.js';
import type { FillingResult } from './result.js';
import { systemNames } from './systems/systems.js';

/** The benchmark runs: nobody does, for months, and what it measures changes. How fast anything is, no test says. */

interface Outcome {
  readonly code: number;
  readonly err: string;
}

const patienceMs = 280_000;

/** One that takes for ever is told to stop, and stops its servers. */
function bench(...options: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['bin/bench.js', ...options],
      { encoding: 'utf8', timeout: patienceMs },
      (error, _out, err) => {
        resolve({ code: error === null ? 0 : Number(error.code), err });
      },
    );
  });
}

it(
  'starts every system, finds that all answer as SQL does, and asks each for pages',
  async () => {
    const cars = 120;
    const folder = await mkdtemp(join(tmpdir(), 'forecourt-bench-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const { code, err } = await bench(
      ...`--cars ${cars} --loads price --connections 1 --seconds 0.05 --rounds 1`.split(' '),
      ...['--data', folder],
    );
    // What it said tells why it failed.
    expect(code, err).toBe(0);
    const result = JSON.parse(await readFile(join(folder, 'last', `${cars}.json`), 'utf8')) as {
      readonly agreement: readonly { readonly system: string; readonly questions: number }[];
      readonly cells: readonly { readonly system: string; readonly requestsPerSecond: number }[];
    };
    const engines = systemNames.filter((name) => !name.startsWith('constant'));
    expect(result.agreement.map(({ system }) => system)).toEqual(engines);
    expect(result.cells.map(({ system }) => system)).toEqual(systemNames);
    for (const { requestsPerSecond } of result.cells) expect(requestsPerSecond).toBeGreaterThan(0);
  },
  patienceMs + 20_000,
);

it(
  'fills a near index from Valkey, with all cars that are live',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'forecourt-bench-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const { code, err } = await bench(
      ...'--cars 300 --parts filling --rounds 1'.split(' '),
      '--data',
      folder,
    );
    expect(code, err).toBe(0);
    const { rows } = JSON.parse(
      await readFile(join(folder, 'last', 'filling.json'), 'utf8'),
    ) as FillingResult;
    const listed = [...sampleCars(300)].length;
    expect(rows).toMatchObject([{ cars: 300, listed }]);
    expect(rows[0]?.milliseconds).toBeGreaterThan(0);
  },
  patienceMs + 20_000,
);
