import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TestDatabase } from '../../../test/support/postgres.js';
import { testDatabase } from '../../../test/support/postgres.js';
import { readSettings } from '../../config/settings.js';
import { must } from '../../shared/assert.js';
import { createLog } from '../log.js';
import { importCommand } from './import.js';

let database: TestDatabase;
let folder: string;
let printed: string;

beforeEach(async () => {
  database = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), 'forecourt-import-'));
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});

afterEach(async () => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
  await rm(folder, { recursive: true });
  await database[Symbol.asyncDispose]();
});

/** Answers the exit code; what is thrown is left to `main`. */
async function run(args: readonly string[], stopping = new AbortController().signal): Promise<unknown> {
  const read = readSettings({ DATABASE_URL: database.url, VALKEY_URL: 'redis://127.0.0.1:1' });
  const settings = must(read.ok ? read.value : null, 'settings');
  const command = importCommand(() => ({ settings, log: createLog('silent'), stopping })).exitOverride();
  await command.parseAsync(args, { from: 'user' });
  return process.exitCode;
}

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const head = 'source_ref,price_inr,city,make,model,variant,year,fuel_type,transmission,mood';
const good = 'a,721000,Delhi,Tata,Nexon,XM,2020,Petrol,Manual,fine';
const bad = 'b,72l000,Delhi,Tata,Nexon,"XM, red",2020,Petrol,Manual,fine';

describe('forecourt import', () => {
  it('ends with 0 and a summary when all rows are taken, and makes no rejects file', async () => {
    const cars = await file('cars.csv', `${head}\n${good}\n`);
    expect(await run([cars])).toBe(0);
    expect(printed).toMatch(
      /^ignored columns: mood\nnew names: 1 make \(Tata\), .*1 city \(Delhi\), .*\n1 row: 1 added, 0 changed, 0 unchanged, 0 rejected in \d+\.\d s\n$/,
    );
    expect(await run([cars])).toBe(0);
    expect(printed).toMatch(
      /\nignored columns: mood\n1 row: 0 added, 0 changed, 1 unchanged, 0 rejected in \d+\.\d s\n$/,
    );
    expect(existsSync(join(folder, 'cars.rejects.csv'))).toBe(false);
  });

  it('ends with 3 when some are not, and takes the rejects file once it is mended', async () => {
    const rejects = join(folder, 'cars.rejects.csv');
    expect(await run([await file('cars.csv', `${head}\r\n${bad}\r\n${good}`)])).toBe(3);
    expect(printed).toContain(`rejected rows, with reasons: ${rejects}\n2 rows: 1 added,`);
    const written = await readFile(rejects, 'utf8');
    expect(written).toBe(
      `line,reason,${head}\r\n2,"price_inr takes whole rupees from 1 to 2147483647, not ""72l000""",${bad}\r\n`,
    );
    await writeFile(rejects, written.replace(',72l000,', ',721000,'));
    expect(await run([rejects])).toBe(0);
    expect(printed).toMatch(/\n1 row: 1 added, 0 changed, 0 unchanged, 0 rejected in \d+\.\d s\n$/);
  });

  it('writes rejects where it is told to, but not over what it reads', async () => {
    const cars = await file('cars.csv', `${head}\n${bad}\n`);
    await expect(run([cars, '--rejects', join(folder, '.', 'cars.csv')])).rejects.toMatchObject({
      code: 'commander.invalidArgument',
    });
    expect(await readFile(cars, 'utf8')).toBe(`${head}\n${bad}\n`);
    expect(await run([cars, '--rejects', join(folder, 'other.csv')])).toBe(3);
    expect(existsSync(join(folder, 'other.csv'))).toBe(true);
    await expect(run([cars, '--rejects', join(folder, 'none', 'other.csv')])).rejects.toMatchObject({
      code: 'IMPORT_REJECTS_UNWRITABLE',
    });
  });

  it('says which file is missing, and which column', async () => {
    await expect(run([join(folder, 'none.csv')])).rejects.toMatchObject({
      code: 'IMPORT_FILE_UNREADABLE',
      message: expect.stringContaining('none.csv') as unknown,
    });
    await expect(run([folder])).rejects.toMatchObject({ code: 'IMPORT_FILE_UNREADABLE' });
    await expect(run([await file('cars.csv', 'city\nDelhi')])).rejects.toMatchObject({
      code: 'IMPORT_COLUMN_MISSING',
    });
  });

  it('names what is new, a few of each, so that a typo is seen', async () => {
    const rows = ['Pune', 'Pnue', 'PUNE', 'Goa', 'Agra', 'Kota', 'Diu'].map((city, at) =>
      `${at},${good.slice(2)}`.replace('Delhi', city),
    );
    const csv = [head.replace(',mood', ',color'), ...rows].join('\n');
    expect(await run([await file('cars.csv', csv)])).toBe(0);
    expect(printed).toMatch(
      /^new names: .*1 variant \(XM\), 6 cities \(Agra, Diu, Goa, Kota, Pnue, \.\.\.\)/m,
    );
  });

  it('ends with 1 and a word when it is stopped, after the batch that is being written', async () => {
    const rows = Array.from({ length: 5_000 }, (_, at) => `${at},${good.slice(2)}`);
    const cars = await file('cars.csv', [head, ...rows].join('\n'));
    const stop = new AbortController();
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed += String(text);
      stop.abort(); // it has begun: the header is told
      return true;
    });
    expect(await run([cars], stop.signal)).toBe(1);
    expect(printed).toMatch(
      /stopped before the end of the file: import it again for the rest\n1,000 rows: 1,000 added,/,
    );
  });

  it('says in its help which columns there are, and what the exit codes mean', () => {
    const command = importCommand(() => {
      throw new Error('not needed for help');
    });
    command.exitOverride().configureOutput({ writeOut: (text) => (printed += text) });
    expect(() => command.parse(['--help'], { from: 'user' })).toThrow('(outputHelp)');
    for (const said of ['price_inr', 'max_power_bhp', 'zcat', 'the later row wins', 'Exit codes: 0 '])
      expect(printed).toContain(said);
  });
});
