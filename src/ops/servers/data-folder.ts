import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { messageOf } from '../../shared/errors.js';
import { OpsError } from '../errors.js';

/**
 * Makes the data folder, and those above it that are missing.
 *
 * @throws OpsError OPS_DATA_FOLDER_UNUSABLE
 */
export async function makeDataFolder(folder: string): Promise<void> {
  await make(resolve(folder)).catch(unusable);
}

/** Throws what the system said about the data folder as an error of ours. */
export function unusable(error: unknown): never {
  throw new OpsError('OPS_DATA_FOLDER_UNUSABLE', messageOf(error), { cause: error });
}

/** Node's own `recursive` tries for ever where the system takes no new folders: below /proc. */
async function make(folder: string): Promise<void> {
  if (await isFolder(folder)) return;
  await make(dirname(folder));
  await mkdir(folder).catch(async (error: unknown) => {
    if (!(await isFolder(folder))) throw error; // else another process was quicker
  });
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() === true;
}
