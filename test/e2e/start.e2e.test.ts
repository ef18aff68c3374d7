import type { ChildProcess } from 'node:child_process';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startOf } from '../../bin/lock.js';
import type { ListingBody } from '../support/oracle.js';
import { toolsFolder } from '../support/valkey.js';

/** `npm start` as its user sees it: one process that brings all others up, and takes all of them with it. */

async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'forecourt-start-'));
  await symlink(resolve(toolsFolder()), join(folder, 'tools'));
  onTestFinished(async () => {
    const moved = await readFile(join(folder, 'postgres', 'moved-to'), 'utf8').catch(() => '');
    for (const each of [folder, moved.trim()])
      if (each !== '') await rm(each, { recursive: true, force: true });
  });
  return folder;
}

interface Started {
  readonly process: ChildProcess;
  readonly url: string;
  /** Every process below it. */
  readonly pids: readonly number[];
}

const directly = [process.execPath, 'dist/ops/main.js', 'start'];

function run(
  folder: string,
  [program = '', ...args] = directly,
  environment: Record<string, string> = {},
): ChildProcess {
  const child = spawn(program, args, {
    env: {
      ...process.env,
      PORT: '0',
      FORECOURT_DATA: folder,
      FORECOURT_SAMPLE_CARS: '200',
      FORECOURT_TRAIN: 'off',
      DATABASE_URL: '',
      VALKEY_URL: '',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(async () => {
    const pids = below(child.pid ?? 0);
    child.kill('SIGKILL');
    await allGone(pids); // its guard ends them; until then they write to the folder
  });
  return child;
}

async function start(
  folder: string,
  command = directly,
  environment: Record<string, string> = {},
): Promise<Started> {
  const child = run(folder, command, environment);
  let said = '';
  child.stderr?.on('data', (data: Buffer) => (said += data.toString()));
  const ready = (async () => {
    for await (const data of child.stdout ?? []) {
      const [, url] = /^ready (http:\S+)$/m.exec(String(data)) ?? [];
      if (url !== undefined) return url;
    }
    throw new Error(`it ended without being ready: ${said}`);
  })();
  return { process: child, url: await ready, pids: below(child.pid ?? 0) };
}

function below(pid: number): number[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const children = rows.filter(([, parent]) => parent === pid).map(([child = 0]) => child);
  return [...children, ...children.flatMap(below)].filter((each) => startOf(each) !== null);
}

async function allGone(pids: readonly number[]): Promise<void> {
  while (pids.some((pid) => startOf(pid) !== null)) await sleep(20);
}

async function cheapest(url: string): Promise<ListingBody> {
  return (await (await fetch(`${url}/listing/?ordering=price`)).json()) as ListingBody;
}

async function engineOf(url: string): Promise<string> {
  return ((await (await fetch(`${url}/readyz`)).json()) as { engine: string }).engine;
}

/** As a person with psql would: at the address that `forecourt env` tells. */
async function commit(folder: string, sql: string): Promise<void> {
  const args = ['dist/ops/main.js', 'env', '--only', 'DATABASE_URL'];
  const env = { ...process.env, FORECOURT_DATA: folder };
  const url = execFileSync(process.execPath, args, { env, encoding: 'utf8' }).trim();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}

describe('npm start', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends by %s with exit code 0, and nothing is left running',
    async (signal) => {
      const started = await start(await dataFolder());
      expect((await cheapest(started.url)).results).toHaveLength(10);
      expect(started.pids.length).toBeGreaterThan(3); // Postgres, Valkey, the follower, the guard
      started.process.kill(signal);
      expect(await once(started.process, 'exit')).toEqual([0, null]);
      await allGone(started.pids);
    },
  );

  it('says nothing of what it stops itself, at whatever moment of its start it is told to', async () => {
    const folder = await dataFolder();
    const first = await start(folder);
    first.process.kill('SIGINT');
    await once(first.process, 'exit');
    for (const moment of [0, 30, 60, 100, 200]) {
      const child = run(folder);
      let said = '';
      child.stderr?.on('data', (data: Buffer) => (said += data.toString()));
      // From here on, the site is built, and begins to ask the servers.
      while (!existsSync(join(folder, 'running.json'))) await sleep(1);
      await sleep(moment);
      child.kill('SIGINT');
      expect(await once(child, 'exit')).toEqual([0, null]);
      expect(said.split('\n').filter((line) => line !== '' && !line.includes('"level":30'))).toEqual([]);
    }
  });

  it('as npm runs it: a SIGTERM to npm ends all of it, and a signal that comes twice at once is one', async () => {
    const npm = await start(await dataFolder(), ['npm', 'start']);
    npm.process.kill('SIGTERM');
    await allGone(npm.pids);
    const direct = await start(await dataFolder());
    for (const signal of ['SIGINT', 'SIGINT', 'SIGTERM'] as const) direct.process.kill(signal);
    expect(await once(direct.process, 'exit')).toEqual([0, null]);
    await allGone(direct.pids);
  });

  it('goes on when its servers are killed, with the same cars and the index filled again', async () => {
    const { url, process: owner } = await start(await dataFolder());
    const before = await cheapest(url);
    const servers = below(owner.pid ?? 0).filter((pid) =>
      /^\S*(postgres|valkey-server) /.test(commandOf(pid)),
    );
    expect(servers).toHaveLength(2);
    for (const pid of servers) process.kill(pid, 'SIGKILL');
    await allGone(servers);
    while ((await engineOf(url)) !== 'index') await sleep(20);
    expect((await cheapest(url)).results).toEqual(before.results);
    owner.kill('SIGTERM');
    expect(await once(owner, 'exit')).toEqual([0, null]);
  });

  it('resumes with the same cars, also after a crash that left no time to tidy up', async () => {
    const folder = await dataFolder();
    const first = await start(folder);
    const [car] = (await cheapest(first.url)).results;
    await commit(folder, `update car set price = 4321 where id = ${car?.id ?? 0}`);
    const before = await cheapest(first.url);
    first.process.kill('SIGKILL');
    await allGone(first.pids);
    const second = await start(folder);
    const after = await cheapest(second.url);
    expect(after.results[0]).toMatchObject({ id: car?.id, price: 4321 });
    expect(after.results.slice(1)).toEqual(before.results.slice(1));
  });

  it('makes a secret for the numbers of buyers, for its owner alone, and goes on with it', async () => {
    const folder = await dataFolder();
    const secretOf = (): Promise<string> => readFile(join(folder, 'secret'), 'utf8');
    const first = await start(folder);
    expect((await fetch(`${first.url}/cars/1/test-drives`)).status).toBe(200);
    expect((await stat(join(folder, 'secret'))).mode & 0o777).toBe(0o600);
    const secret = await secretOf();
    first.process.kill('SIGTERM');
    expect(await once(first.process, 'exit')).toEqual([0, null]);
    const second = await start(folder);
    expect((await fetch(`${second.url}/cars/1/test-drives`)).status).toBe(200);
    expect(await secretOf()).toBe(secret);
  });

  it('refuses a second start on the same folder in one clear sentence, and the first goes on', async () => {
    const folder = await dataFolder();
    const first = await start(folder);
    const second = run(folder);
    let said = '';
    second.stderr?.on('data', (data: Buffer) => (said += data.toString()));
    expect(await once(second, 'exit')).toEqual([1, null]);
    expect(said).toMatch(
      /^error: OPS_DATA_FOLDER_IN_USE: Another Forecourt runs on this data folder\. .*FORECOURT_DATA=/,
    );
    expect(said.trim().split('\n')).toHaveLength(1);
    expect((await fetch(`${first.url}/healthz`)).status).toBe(200);
  });

  it('simulates buyers and trains beside it, so that the recommended order is a learned one; the next start goes on with that', async () => {
    const folder = await dataFolder();
    const training = { FORECOURT_TRAIN: 'on', FORECOURT_SAMPLE_CARS: '400' };
    const modelOf = async (url: string): Promise<string> => {
      const { next } = (await (await fetch(`${url}/listing/`)).json()) as ListingBody;
      return /model_version=(\d+)/.exec(next ?? '')?.[1] ?? '';
    };
    const first = await start(folder, directly, training);
    expect(await modelOf(first.url)).toBe('0');
    while ((await modelOf(first.url)) !== '1') await sleep(50);
    first.process.kill('SIGTERM');
    expect(await once(first.process, 'exit')).toEqual([0, null]);
    await allGone(first.pids);
    // Also one that is killed while it trains leaves nothing behind.
    const second = await start(folder, directly, training);
    const trainer = (): number | undefined =>
      below(second.process.pid ?? 0).find((pid) => commandOf(pid).includes('main.js train'));
    while (trainer() === undefined) await sleep(20);
    while (!['1', '2'].includes(await modelOf(second.url))) await sleep(50);
    const pids = below(second.process.pid ?? 0);
    second.process.kill('SIGKILL');
    await allGone(pids);
  });

  it('starts the follower again when it dies', async () => {
    const { url, process: owner } = await start(await dataFolder());
    const follower = (): number | undefined =>
      below(owner.pid ?? 0).find((pid) => commandOf(pid).includes('main.js follow'));
    const old = follower();
    process.kill(old ?? 0, 'SIGKILL');
    while (follower() === undefined || follower() === old) await sleep(50);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });
});

function commandOf(pid: number): string {
  try {
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return ''; // gone meanwhile
  }
}
