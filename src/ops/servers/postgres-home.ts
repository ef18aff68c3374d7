import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { OpsError } from '../errors.js';
import type { Log } from './server.js';

const run = promisify(execFile);

export interface User {
  readonly uid: number;
  readonly gid: number;
}

/** Where Postgres lives, and as whom. */
export interface PostgresHome {
  /** Holds `bin`, `lib` and `share`. */
  readonly binaries: string;
  /** Holds the data. */
  readonly folder: string;
  /** Undefined: as whoever we are. */
  readonly user: User | undefined;
}

/** `nobody`, the same number on every Linux: Postgres refuses root, and no user has to be made. */
const nobody: User = { uid: 65_534, gid: 65_534 };

/** Where an unreachable folder's data goes: folders that only root writes to, or that nobody else can take from it. */
const otherPlaces = ['/var/lib', '/var/tmp'];
/** Tells, in the folder where the data would be, where it is. */
const pointer = 'moved-to';

/**
 * Where Postgres can run for the data folder `folder`. For an ordinary user: right there. Root's Postgres runs as `nobody`,
 * who has to reach both the data and the binaries: a checkout below /root is closed to it, and then they are kept elsewhere.
 *
 * @throws OpsError OPS_POSTGRES_UNREACHABLE
 */
export async function findPostgresHome(folder: string, binaries: string, log: Log): Promise<PostgresHome> {
  await mkdir(folder, { recursive: true });
  if (process.getuid?.() !== 0) {
    await refuseForeignData(folder);
    return { binaries, folder: resolve(folder), user: undefined };
  }
  await chmod(folder, 0o711);
  const place = await reachablePlace(resolve(folder), log);
  const user = await ownerOfData(place);
  if (await runs(binaries, user)) return { binaries, folder: place, user };
  return { binaries: await copyBinaries(binaries, place, user), folder: place, user };
}

async function reachablePlace(folder: string, log: Log): Promise<string> {
  const moved = (await readFile(join(folder, pointer), 'utf8').catch(() => '')).trim();
  if (moved !== '') return takePlace(moved);
  if (await canEnter(folder)) return folder;
  if ((await stat(join(folder, 'data')).catch(() => null)) !== null) {
    throw new OpsError('OPS_POSTGRES_UNREACHABLE', `${folder} holds data, but was closed since`);
  }
  const name = `forecourt-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`;
  const reasons: string[] = [];
  for (const parent of otherPlaces) {
    try {
      const place = await takePlace(join(parent, name));
      await writeFile(join(folder, pointer), `${place}\n`);
      log(`Postgres runs as user ${nobody.uid}, who cannot reach ${folder}: its files are in ${place}`);
      return place;
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new OpsError('OPS_POSTGRES_UNREACHABLE', `${folder}; ${reasons.join('; ')}`);
}

/** Makes the folder if needed. Somebody else's folder under this name is refused: its owner could change the files. */
async function takePlace(place: string): Promise<string> {
  await mkdir(place, { recursive: true, mode: 0o711 });
  const { uid, mode } = await lstat(place);
  if (uid !== 0 || (mode & 0o022) !== 0)
    throw new Error(`${place} belongs to user ${uid}, or others may write there`);
  await chmod(place, 0o711);
  if (!(await canEnter(place))) throw new Error(`user ${nobody.uid} cannot reach ${place}`);
  return place;
}

/** By trying, as that user: modes, access lists, mounts and missing privileges all count. */
async function canEnter(folder: string): Promise<boolean> {
  const attempt = run('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], { ...nobody, cwd: '/' });
  return attempt.then(
    () => true,
    () => false,
  );
}

async function runs(binaries: string, user: User): Promise<boolean> {
  const attempt = run(join(binaries, 'bin/postgres'), ['--version'], { ...user, cwd: '/' });
  return attempt.then(
    () => true,
    () => false,
  );
}

/** Data that an ordinary user has made before stays that user's. */
async function ownerOfData(folder: string): Promise<User> {
  const owner = await stat(join(folder, 'data')).catch(() => null);
  return owner === null || owner.uid === 0 ? nobody : { uid: owner.uid, gid: owner.gid };
}

async function refuseForeignData(folder: string): Promise<void> {
  const owner = await stat(join(folder, 'data')).catch(() => null);
  const moved = await stat(join(folder, pointer)).catch(() => null);
  if (moved !== null || (owner !== null && owner.uid !== process.getuid?.())) {
    throw new OpsError('OPS_POSTGRES_UNREACHABLE', `${folder} was written when root started Forecourt`);
  }
}

async function copyBinaries(binaries: string, place: string, user: User): Promise<string> {
  const { mtimeMs } = await stat(join(binaries, 'bin/postgres'));
  const copy = join(
    place,
    `binaries-${createHash('sha256').update(`${binaries} ${mtimeMs}`).digest('hex').slice(0, 12)}`,
  );
  if (await runs(copy, user)) return copy;
  const old = (await readdir(place)).filter((name) => name.startsWith('binaries-'));
  await Promise.all(old.map((name) => rm(join(place, name), { recursive: true, force: true })));
  await cp(binaries, `${copy}.new`, { recursive: true, verbatimSymlinks: true });
  await openToAll(`${copy}.new`);
  await rename(`${copy}.new`, copy);
  if (!(await runs(copy, user)))
    throw new OpsError('OPS_POSTGRES_UNREACHABLE', `user ${user.uid} cannot run ${copy}`);
  return copy;
}

/** A umask of 077 closes every file, not only the folder above. */
async function openToAll(path: string): Promise<void> {
  const { mode } = await lstat(path);
  if ((mode & 0o170_000) === 0o120_000) return; // a symbolic link
  const isFolder = (mode & 0o170_000) === 0o040_000;
  await chmod(path, isFolder || (mode & 0o100) !== 0 ? 0o755 : 0o644);
  if (isFolder) await Promise.all((await readdir(path)).map((name) => openToAll(join(path, name))));
}
