import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runCommand } from '../support/commands.js';
import type { ListingBody } from '../support/oracle.js';
import { startPlatform } from '../support/platform.js';
import { testDatabase } from '../support/postgres.js';
import { realCars } from '../support/shared-data.js';
import { testPrefix } from '../support/valkey.js';

/** The commands as a person at a terminal runs them: what they print, and the exit codes that their help promises. */

const header = 'city,make,model,variant,year,price_inr,fuel_type,transmission,source_ref';

async function csv(...rows: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'forecourt-csv-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'cars.csv');
  await writeFile(file, [header, ...rows].join('\n'));
  return file;
}

describe('the commands', () => {
  it('import, list, explain, audit, notice damage, repair', async () => {
    await using database = await testDatabase();
    const options = { databaseUrl: database.url, valkey: testPrefix() };
    await using platform = await startPlatform(options);
    const file = await csv(
      'Mumbai,Tata,Nexon,XM,2020,721000,Petrol,Manual,a-1',
      'Pune,Škoda,Octavia,"Style, 1.8",2019,1500000,Petrol,Automatic,a-2',
      'Pune,Škoda,Octavia,Style,never,1500000,Petrol,Automatic,a-3',
    );
    const imported = await runCommand(options, 'import', file);
    expect(imported.out).toMatch(/^3 rows: 2 added, 0 changed, 0 unchanged, 1 rejected in /m);
    expect(imported.code).toBe(3);
    expect(await readFile(file.replace('.csv', '.rejects.csv'), 'utf8')).toMatch(/^4,.*year.*a-3$/m);

    await platform.caughtUp();
    const listed: ListingBody = (await platform.get('/listing/?slug=used-skoda-cars-in-pune')).json();
    expect(listed.results).toMatchObject([{ make_name: 'Škoda', variant_name: 'Style, 1.8' }]);

    const explained = await runCommand(options, 'explain', 'city_id=1&price_max=800000&ordering=price');
    expect(explained.code).toBe(0);
    for (const part of [
      'filter  read from',
      'the page ',
      'car:city:1',
      'ZINTERSTORE',
      'us  cars  command',
      '1 cars; building the view',
    ])
      expect(explained.out).toContain(part);
    expect((await runCommand(options, 'explain', 'page=x')).code).toBe(2);

    expect(await runCommand(options, 'audit')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^2 cars, .*equal/) as string,
    });
    await platform.valkey.zadd(platform.keys.column('price'), 5, '1');
    const damaged = await runCommand(options, 'audit');
    expect(damaged).toMatchObject({ code: 4, out: expect.stringContaining('car 1 in car:price') as string });
    expect((await runCommand(options, 'audit', '--repair')).code).toBe(0);
    expect(await runCommand(options, 'rebuild')).toMatchObject({
      code: 0,
      out: 'filling the index anew …\nswapped\n',
    });
  });

  it('say what is wrong, and end with the code for it', async () => {
    await using database = await testDatabase();
    const options = { databaseUrl: database.url, valkey: testPrefix() };
    expect(await runCommand(options, 'import', '/no/such/file.csv')).toMatchObject({ code: 1 });
    expect(await runCommand(options, 'import', await csv(), '--no-such-flag')).toMatchObject({ code: 2 });
    expect(await runCommand(options, 'no-such-command')).toMatchObject({ code: 2 });
    const nowhere = { ...options, databaseUrl: 'postgres://127.0.0.1:1/none' };
    const refused = await runCommand(nowhere, 'migrate');
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/^error: SOURCE_UNREACHABLE: /);
    const help = await runCommand(options, '--help');
    for (const command of [
      'start',
      'serve',
      'follow',
      'import',
      'audit',
      'rebuild',
      'explain',
      'migrate',
      'env',
    ])
      expect(help.out).toContain(command);
  });

  it('end quietly where nobody reads what they say', async () => {
    const child = spawn(process.execPath, ['dist/ops/main.js', '--help'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // As of `| head`: gone before anything is said.
    child.stdout.destroy();
    const ended = once(child, 'exit') as Promise<[code: number]>;
    const [said, [code]] = await Promise.all([text(child.stderr), ended]);
    expect([code, said]).toEqual([0, '']);
  });

  it.skipIf(!existsSync(realCars))(
    'import all real cars, which are then listed and equal to Postgres',
    async () => {
      await using database = await testDatabase();
      const options = { databaseUrl: database.url, valkey: testPrefix() };
      await using platform = await startPlatform(options);
      const first = await runCommand(options, 'import', realCars);
      expect(first).toMatchObject({
        code: 0,
        out: expect.stringMatching(/^8,361 rows: 8,361 added, .* 0 rejected/m) as string,
      });
      const position = await platform.logPosition();
      const page: ListingBody = (await platform.get(`/listing/?min_position=${position}`)).json();
      expect(page.count).toBe(8_361);
      const again = await runCommand(options, 'import', realCars);
      expect(again.out).toMatch(/^8,361 rows: 0 added, 0 changed, 8,361 unchanged, 0 rejected/);
      expect(await runCommand(options, 'audit')).toMatchObject({ code: 0 });
    },
    180_000,
  );
});
