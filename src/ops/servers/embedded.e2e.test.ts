import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'iovalkey';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { startOf } from '../../../bin/lock.js';
import type { Embedded } from './embedded.js';
import { startEmbedded } from './embedded.js';
import { postgresBinaries } from './postgres-binaries.js';
import { findPostgresHome } from './postgres-home.js';

// The servers live as long as their owner wants, not shorter, not longer, however it ends; and what Postgres has committed
// is there at the next start.

/** In a process of its own, so that it can be killed: the built program, for it runs without vitest. */
const built = new URL('../../../dist/ops/servers/embedded.js', import.meta.url).href;

async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'forecourt-embedded-'));
  const moved = await movedTo(folder);
  onTestFinished(async () => {
    for (const each of [folder, await movedTo(folder), moved]) {
      if (each !== null) await rm(each, { recursive: true, force: true });
    }
  });
  // The Valkey that the run's set-up has installed, if it had to.
  await symlink(resolve(process.env.FORECOURT_DATA ?? '.forecourt', 'tools'), join(folder, 'tools'));
  return folder;
}

/** A folder below the temporary one is closed to Postgres when root runs the tests: its files are elsewhere. */
async function movedTo(folder: string): Promise<string | null> {
  const text = await readFile(join(folder, 'postgres', 'moved-to'), 'utf8').catch(() => '');
  return text === '' ? null : text.trim();
}

async function start(folder: string, lines: string[] = []): Promise<Embedded> {
  const embedded = await startEmbedded({ dataFolder: folder, log: (line) => lines.push(line) });
  onTestFinished(() => embedded.stop());
  return embedded;
}

interface Owner {
  readonly process: ChildProcess;
  readonly databaseUrl: string;
  readonly valkeyUrl: string;
}

async function startOwner(folder: string): Promise<Owner> {
  const script = `
    import { startEmbedded } from ${JSON.stringify(built)};
    const embedded = await startEmbedded({ dataFolder: ${JSON.stringify(folder)}, log: () => {} });
    console.log(JSON.stringify(embedded));
    process.on('SIGTERM', () => process.exit(0));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let pids: readonly number[] = [];
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await allGone(pids); // its guard ends them; until then they write to the folder
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const urls = JSON.parse(line.toString()) as { databaseUrl: string; valkeyUrl: string };
  pids = await pidsOf(folder, urls);
  return { process: child, ...urls };
}

async function sql<Row extends object>(url: string, text: string): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

async function valkey<T>(url: string, use: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url, { retryStrategy: () => null });
  client.on('error', () => undefined); // the command that waits for it fails with the same
  try {
    return await use(client);
  } finally {
    client.disconnect();
  }
}

async function pidsOf(
  folder: string,
  urls: { databaseUrl: string; valkeyUrl: string },
): Promise<readonly number[]> {
  const place = (await movedTo(folder)) ?? join(folder, 'postgres');
  const postmaster = Number((await readFile(join(place, 'data', 'postmaster.pid'), 'utf8')).split('\n')[0]);
  const info = await valkey(urls.valkeyUrl, (client) => client.info('server'));
  return [postmaster, Number(/process_id:(\d+)/.exec(info)?.[1])];
}

function running(pids: readonly number[]): readonly number[] {
  return pids.filter((pid) => startOf(pid) !== null);
}

/** The test's own time limit is the only one. */
async function eventually(check: () => Promise<void>): Promise<void> {
  for (;;) {
    const error: unknown = await check().catch((reason: unknown) => reason);
    if (error === undefined) return;
    await sleep(20);
  }
}

/** The test's own time limit is the only one. */
async function allGone(pids: readonly number[]): Promise<void> {
  while (running(pids).length > 0) await sleep(20);
}

test('after an orderly stop nothing runs, and the next start has the same data in both', async () => {
  const folder = await dataFolder();
  const first = await start(folder);
  await sql(first.databaseUrl, 'create table kept (n int); insert into kept values (42)');
  await valkey(first.valkeyUrl, (client) => client.set('kept', '42'));
  const pids = await pidsOf(folder, first);
  expect(running(pids)).toHaveLength(2);
  await first.stop();
  expect(running(pids)).toEqual([]);

  const second = await start(folder);
  expect(await sql(second.databaseUrl, 'select n from kept')).toEqual([{ n: 42 }]);
  expect(await valkey(second.valkeyUrl, (client) => client.get('kept'))).toBe('42');
});

test('Postgres is fit for a change stream, and neither server is open to other machines or without the password', async () => {
  const embedded = await start(await dataFolder());
  const names = ['wal_level', 'listen_addresses', 'TimeZone', 'max_slot_wal_keep_size', 'server_encoding'];
  const rows = await sql<{ name: string; setting: string }>(
    embedded.databaseUrl,
    `select name, setting from pg_settings where name in ('${names.join("','")}')`,
  );
  expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
    wal_level: 'logical',
    listen_addresses: '127.0.0.1',
    TimeZone: 'UTC',
    max_slot_wal_keep_size: '2048',
    server_encoding: 'UTF8',
  });
  expect(await valkey(embedded.valkeyUrl, (client) => client.config('GET', 'bind'))).toEqual([
    'bind',
    '127.0.0.1',
  ]);
  await expect(sql(embedded.databaseUrl.replace(/:[^:@]+@/, ':wrong@'), 'select 1')).rejects.toMatchObject({
    code: '28P01',
  });
  await expect(
    valkey(embedded.valkeyUrl.replace(/\/\/.*@/, '//'), (client) => client.get('a')),
  ).rejects.toThrow('NOAUTH');
});

test('when the owner is killed, the servers go too, and what Valkey held is not taken for an index', async () => {
  const folder = await dataFolder();
  const clean = await start(folder);
  await valkey(clean.valkeyUrl, (client) => client.set('old', '1'));
  await clean.stop();

  const owner = await startOwner(folder);
  expect(await valkey(owner.valkeyUrl, (client) => client.get('old'))).toBe('1');
  await sql(owner.databaseUrl, 'create table kept (n int); insert into kept values (7)');
  await valkey(owner.valkeyUrl, (client) => client.set('old', '2'));
  const pids = await pidsOf(folder, owner);
  owner.process.kill('SIGKILL');
  await once(owner.process, 'exit');
  // At once, while the old servers are still being stopped.
  const next = await start(folder);
  expect(await sql(next.databaseUrl, 'select n from kept')).toEqual([{ n: 7 }]);
  expect(await valkey(next.valkeyUrl, (client) => client.get('old'))).toBeNull();
  await allGone(pids);
});

test('when the owner exits without a stop, the servers go too', async () => {
  const folder = await dataFolder();
  const owner = await startOwner(folder);
  const pids = await pidsOf(folder, owner);
  owner.process.kill('SIGTERM');
  await allGone(pids);
});

test('a second start on the same folder is refused and named, and harms nothing', async () => {
  const folder = await dataFolder();
  const owner = await startOwner(folder);
  await expect(start(folder)).rejects.toMatchObject({
    code: 'OPS_DATA_FOLDER_IN_USE',
    facts: { pid: owner.process.pid },
  });
  expect(running(await pidsOf(folder, owner))).toHaveLength(2);
});

test('a server that dies is started again at the same address: Postgres with its data, Valkey empty', async () => {
  const folder = await dataFolder();
  const lines: string[] = [];
  const embedded = await start(folder, lines);
  await sql(embedded.databaseUrl, 'create table kept (n int); insert into kept values (42)');
  await valkey(embedded.valkeyUrl, (client) => client.set('old', '1'));
  const before = await pidsOf(folder, embedded);
  for (const pid of before) process.kill(pid, 'SIGKILL');
  await eventually(async () => {
    expect(await sql(embedded.databaseUrl, 'select n from kept')).toEqual([{ n: 42 }]);
    expect(await valkey(embedded.valkeyUrl, (client) => client.get('old'))).toBeNull();
  });
  for (const name of ['Postgres', 'Valkey'])
    expect(lines).toContainEqual(
      expect.stringMatching(`^${name} ended by itself .SIGKILL.; .* starting it again$`),
    );
  const after = await pidsOf(folder, embedded);
  await embedded.stop();
  expect(running([...before, ...after])).toEqual([]);
});

test('a server that dies again and again is left alone, and said to have failed', async () => {
  const folder = await dataFolder();
  const embedded = await start(folder);
  const killed = new Set<number>();
  const killNext = async (): Promise<void> => {
    const [, pid = 0] = await pidsOf(folder, embedded);
    expect(killed).not.toContain(pid);
    killed.add(pid);
    process.kill(pid, 'SIGKILL');
  };
  for (let times = 0; times < 6; times += 1) await eventually(killNext);
  expect(await embedded.failed).toMatchObject({ code: 'OPS_KEEPS_ENDING' });
});

test("a pid file left by a crash, whose pid is another process' by now, is no hindrance", async () => {
  const folder = await dataFolder();
  await (await start(folder)).stop();
  const data = join((await movedTo(folder)) ?? join(folder, 'postgres'), 'data');
  await writeFile(join(data, 'postmaster.pid'), `${process.pid}\n${data}\n0\n1\n\n127.0.0.1\n\nready\n`);
  const again = await start(folder);
  expect(await sql(again.databaseUrl, 'select 1 as n')).toEqual([{ n: 1 }]);
  expect(startOf(process.pid)).not.toBeNull();
});

test("another major version's data is refused, and left as it is", async () => {
  const folder = await dataFolder();
  await (await start(folder)).stop();
  const version = join((await movedTo(folder)) ?? join(folder, 'postgres'), 'data', 'PG_VERSION');
  await writeFile(version, '15\n');
  await expect(start(folder)).rejects.toMatchObject({ code: 'OPS_POSTGRES_OTHER_MAJOR' });
  expect(await readFile(version, 'utf8')).toBe('15\n');
  await writeFile(version, '18\n');
  await (await start(folder)).stop();
});

test('a first start that was killed half-way is made good by the next', async () => {
  const folder = await dataFolder();
  const script = `const { startEmbedded } = await import(${JSON.stringify(built)}); await startEmbedded({ dataFolder: ${JSON.stringify(folder)}, log: () => {} });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
  const halfWay = async (): Promise<boolean> => {
    const place = (await movedTo(folder)) ?? join(folder, 'postgres');
    const names = await readdir(place).catch(() => []);
    return names.some((name) => name.startsWith('data.new-') && existsSync(join(place, name, 'base')));
  };
  while (!(await halfWay())) await sleep(2);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const embedded = await start(folder);
  expect(await sql(embedded.databaseUrl, 'select 1 as n')).toEqual([{ n: 1 }]);
});

test.runIf(process.getuid?.() === 0)(
  "below a folder that only root may enter, Postgres' files are elsewhere, and stay there",
  async () => {
    const folder = await dataFolder();
    await chmod(folder, 0o700);
    const lines: string[] = [];
    const first = await start(folder, lines);
    expect(lines).toEqual([
      expect.stringMatching(/^Postgres runs as user 65534, who cannot reach .*: its files are in /),
    ]);
    await sql(first.databaseUrl, 'create table kept (n int)');
    await first.stop();
    await chmod(folder, 0o711);
    const second = await start(folder, lines);
    expect(await sql(second.databaseUrl, 'select n from kept')).toEqual([]);
    expect(lines).toHaveLength(1);
  },
);

test.runIf(process.getuid?.() === 0)(
  'binaries that only root may read are copied to where Postgres can run them, and replaced when they change',
  async () => {
    const closed = await dataFolder();
    await cp(postgresBinaries(), join(closed, 'native'), { recursive: true, verbatimSymlinks: true });
    await chmod(join(closed, 'native', 'bin', 'postgres'), 0o700);
    const open = await dataFolder();
    await chmod(open, 0o711);
    const look = async (): Promise<string> =>
      (await findPostgresHome(join(open, 'postgres'), join(closed, 'native'), () => undefined)).binaries;
    const copy = await look();
    expect(copy).toContain(join(open, 'postgres', 'binaries-'));
    expect(await look()).toBe(copy);
    await utimes(join(closed, 'native', 'bin', 'postgres'), 1, 1);
    expect(await look()).not.toBe(copy);
    expect(existsSync(copy)).toBe(false);
  },
);

test('given servers are used as they are', async () => {
  const embedded = await startEmbedded({
    dataFolder: '/nowhere',
    databaseUrl: 'postgres://a',
    valkeyUrl: 'redis://b',
    log: () => undefined,
  });
  expect(embedded).toMatchObject({ databaseUrl: 'postgres://a', valkeyUrl: 'redis://b' });
  await embedded.stop();
});
