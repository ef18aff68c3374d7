import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { tryLock } from '../../../bin/lock.js';
import { OpsError } from '../errors.js';
import { makeDataFolder, unusable } from './data-folder.js';

export interface DataFolderLock {
  release(): Promise<void>;
}

/** What this process holds already, by real path. */
const held = new Map<string, { readonly lock: Promise<DataFolderLock>; holders: number }>();

/**
 * Takes the data folder for this process: two servers on the same files would destroy them. The lock of a process that was
 * killed is taken over (bin/lock.js says how); within one process it may be taken again. Only processes of one machine see
 * each other: a folder shared over a network is not protected.
 *
 * @throws OpsError OPS_DATA_FOLDER_IN_USE, naming the process; OPS_DATA_FOLDER_UNUSABLE
 */
export async function lockDataFolder(dataFolder: string): Promise<DataFolderLock> {
  await makeDataFolder(dataFolder);
  const folder = await realpath(dataFolder);
  const ours = held.get(folder) ?? { lock: lockForProcess(folder), holders: 0 };
  ours.holders += 1;
  held.set(folder, ours);
  let released: Promise<void> | undefined;
  const release = (): Promise<void> => (released ??= releaseOne(folder));
  try {
    await ours.lock;
  } catch (error) {
    await release();
    throw error;
  }
  return { release };
}

async function lockForProcess(folder: string): Promise<DataFolderLock> {
  const lock = await tryLock(join(folder, 'lock')).catch(unusable);
  if (lock.ok) return lock;
  const detail = `process ${lock.pid} has ${folder}`;
  throw new OpsError('OPS_DATA_FOLDER_IN_USE', detail, { facts: { pid: lock.pid, folder } });
}

async function releaseOne(folder: string): Promise<void> {
  const ours = held.get(folder);
  if (ours === undefined) return;
  ours.holders -= 1;
  if (ours.holders > 0) return;
  held.delete(folder);
  const lock = await ours.lock.catch(() => null); // never taken: nothing to give back
  await lock?.release();
}
