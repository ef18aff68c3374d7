import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startOf } from '../../bin/lock.js';
import type { ServerUrls } from './wiring.js';

/**
 * Where the servers of a running `npm start` are, so that other commands find them: a file in the data folder, readable by
 * its owner only, for it holds the embedded database's password.
 */
function fileIn(dataFolder: string): string {
  return join(dataFolder, 'running.json');
}

export async function announceServers(dataFolder: string, urls: ServerUrls): Promise<void> {
  await mkdir(dataFolder, { recursive: true });
  const temporary = `${fileIn(dataFolder)}.${process.pid}`;
  await writeFile(temporary, JSON.stringify({ pid: process.pid, started: startOf(process.pid), ...urls }), {
    mode: 0o600,
  });
  await rename(temporary, fileIn(dataFolder));
}

export async function withdrawServers(dataFolder: string): Promise<void> {
  await rm(fileIn(dataFolder), { force: true });
}

/** Null if nothing runs on this data folder. */
export async function findServers(dataFolder: string): Promise<ServerUrls | null> {
  let text: string;
  try {
    text = await readFile(fileIn(dataFolder), 'utf8');
  } catch {
    return null; // no file: nothing runs
  }
  const { pid, started, databaseUrl, valkeyUrl } = JSON.parse(text) as ServerUrls & {
    pid: number;
    started: string;
  };
  // After a crash, another process may have the pid by now.
  return startOf(pid) === started ? { databaseUrl, valkeyUrl } : null;
}
