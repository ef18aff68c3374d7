import { execFile } from 'node:child_process';
import { chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { messageOf } from '../../shared/errors.js';
import { startOf } from '../../../bin/lock.js';
import { OpsError } from '../errors.js';
import type { Guard } from './guard.js';
import type { PostgresHome } from './postgres-home.js';

const run = promisify(execFile);

interface NewData {
  readonly password: string;
  /** Whether it must survive a power cut. */
  readonly durable: boolean;
  readonly guard: Guard;
}

const halfMade = 'data.new-';

/**
 * Makes the data folder ready: fills it the first time, refuses another major version's, and sees to it that no Postgres of a
 * crashed process is still at work on it. Returns its path.
 *
 * @throws OpsError OPS_POSTGRES_OTHER_MAJOR, OPS_POSTGRES_FAILED
 */
export async function preparePostgresData(home: PostgresHome, options: NewData): Promise<string> {
  const data = join(home.folder, 'data');
  await removeHalfMade(home.folder);
  const written = (await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  if (written === '') {
    await initialise(home, data, options);
    return data;
  }
  const ours = await majorOf(home);
  if (written !== ours) {
    throw new OpsError('OPS_POSTGRES_OTHER_MAJOR', `${data} is version ${written}'s, this is ${ours}`);
  }
  await waitForOrphan(data);
  return data;
}

/** Aside first: an initdb that was killed leaves nothing that looks like data. */
async function initialise(
  { binaries, folder, user }: PostgresHome,
  data: string,
  { password, durable, guard }: NewData,
): Promise<void> {
  const aside = join(folder, `${halfMade}${process.pid}`);
  const passwordFile = join(folder, 'initdb-password');
  await mkdir(aside, { mode: 0o700 });
  await rm(passwordFile, { force: true });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user !== undefined) {
    await chown(aside, user.uid, user.gid);
    await chown(passwordFile, user.uid, user.gid);
  }
  const args = [
    `--pgdata=${aside}`,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // The same order of text on every machine, whatever its C library: https://www.postgresql.org/docs/18/locale.html
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    ...(durable ? [] : ['--no-sync']),
  ];
  const environment = { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' };
  try {
    const running = run(join(binaries, 'bin/initdb'), args, { cwd: folder, env: environment, ...user });
    const { pid } = running.child;
    if (pid !== undefined) guard.add(pid);
    await running;
    if (pid !== undefined) guard.drop(pid);
    await rename(aside, data);
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    throw new OpsError('OPS_POSTGRES_FAILED', messageOf(error), { cause: error });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** By an initdb whose owner was killed, and which may still be clearing up itself: then the next start removes it. */
async function removeHalfMade(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(halfMade));
  const gone = { recursive: true, force: true } as const;
  await Promise.all(names.map((name) => rm(join(folder, name), gone).catch(() => undefined)));
}

async function majorOf({ binaries, user }: PostgresHome): Promise<string> {
  const { stdout } = await run(join(binaries, 'bin/postgres'), ['--version'], { cwd: '/', ...user });
  return / (\d+)/.exec(stdout)?.[1] ?? stdout;
}

const orphanMs = 30_000;

/**
 * After a crash of ours, the guard is stopping the old Postgres: wait for that. If another process has its pid by now (usual
 * in containers, where pids are small), Postgres would take it for a running server: the pid file goes. We hold the data
 * folder's lock, so nobody else starts one.
 */
async function waitForOrphan(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  const end = Date.now() + orphanMs;
  for (;;) {
    const pid = Number((await readFile(file, 'utf8').catch(() => '')).split('\n')[0]);
    if (pid === 0) return;
    if (startOf(pid) === null) return; // Postgres itself clears a dead one's file, and its shared memory
    if (!(await isPostgresOf(pid, data))) {
      await rm(file, { force: true });
      return;
    }
    process.kill(pid, 'SIGINT');
    if (Date.now() > end) {
      throw new OpsError('OPS_POSTGRES_FAILED', `process ${pid} still runs on ${data}`);
    }
    await sleep(50);
  }
}

async function isPostgresOf(pid: number, data: string): Promise<boolean> {
  try {
    if (process.platform === 'linux') {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(data);
    }
    return (await run('ps', ['-o', 'command=', '-p', String(pid)])).stdout.includes(data);
  } catch {
    return false; // gone in this moment
  }
}
