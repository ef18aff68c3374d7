import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Options } from './options.js';
import type { EngineResult, FillingResult, SizeResult } from './result.js';

/** Committed: what docs/performance.md is made from. */
const folder = join('bench', 'results');
const engineFile = 'engine.json';
const fillingFile = 'filling.json';

/** Where results go: those of runs that measured a part, or in haste, are not committed. */
export function placeOf(options: Pick<Options, 'folder'>, isCommitted: boolean): string {
  return isCommitted ? folder : join(options.folder, 'last');
}

export async function keepResult(
  name: string,
  result: SizeResult | EngineResult | FillingResult,
  place: string,
): Promise<void> {
  await mkdir(place, { recursive: true });
  const file = join(place, `${name}.json`);
  await writeFile(file, `${JSON.stringify(result, null, 1)}\n`);
  process.stderr.write(`wrote ${file}\n`);
}

/** By number of cars. */
export async function readSizes(): Promise<readonly SizeResult[]> {
  const names = (await files()).filter((name) => /^\d+\.json$/.test(name));
  const results = await Promise.all(names.map(readSize));
  return results.sort((one, other) => one.cars - other.cars);
}

async function readSize(name: string): Promise<SizeResult> {
  const { recommended = null, ...rest } = (await read(name)) as OlderResult;
  return { ...rest, recommended };
}

/** It may be from before recommended pages were measured. */
type OlderResult = Omit<SizeResult, 'recommended'> & Partial<Pick<SizeResult, 'recommended'>>;

/** Null: it has not been measured. */
export async function readEngine(): Promise<EngineResult | null> {
  return (await readIfThere(engineFile)) as EngineResult | null;
}

/** Null: it has not been measured. */
export async function readFilling(): Promise<FillingResult | null> {
  return (await readIfThere(fillingFile)) as FillingResult | null;
}

async function readIfThere(name: string): Promise<unknown> {
  return (await files()).includes(name) ? read(name) : null;
}

async function read(name: string): Promise<unknown> {
  return JSON.parse(await readFile(join(folder, name), 'utf8')) as unknown;
}

async function files(): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  return readdir(folder);
}
