import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** A Valkey server that runs on this machine. */
export interface ValkeyProgram {
  readonly path: string;
  /** Such as 8.0.1. */
  readonly version: string;
  /** What it needs in its environment: where its libraries are, if they are not the system's. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The oldest that will do: the first release under the name. */
const oldest = [7, 2] as const;

/** Homebrew's folders are missing from the PATH of many a non-interactive shell. */
const homebrewFolders = ['/opt/homebrew/bin', '/usr/local/bin', '/home/linuxbrew/.linuxbrew/bin'];

/** Valkey on the PATH, else one that install-valkey.ts put below `toolsFolder` earlier, else null. */
export async function locateValkey(toolsFolder: string): Promise<ValkeyProgram | null> {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const folder of [...folders, ...homebrewFolders]) {
    const found = await tryValkey(join(folder, 'valkey-server'), {});
    if (found !== null) return found;
  }
  return locateInstalled(toolsFolder);
}

/** Where install-valkey.ts puts it; absolute, for servers have a working folder of their own. */
export function installedFolder(toolsFolder: string): string {
  return resolve(toolsFolder, 'valkey');
}

export async function locateInstalled(toolsFolder: string): Promise<ValkeyProgram | null> {
  return valkeyUnpackedIn(installedFolder(toolsFolder));
}

/** Valkey in a folder into which Debian packages were unpacked, with the libraries beside it. */
export async function valkeyUnpackedIn(folder: string): Promise<ValkeyProgram | null> {
  const libraries: string[] = [];
  for (const lib of ['usr/lib', 'lib']) {
    const names = await readdir(join(folder, lib)).catch(() => []); // not every package set has both
    libraries.push(join(folder, lib), ...names.map((name) => join(folder, lib, name)));
  }
  return tryValkey(join(folder, 'usr/bin/valkey-server'), { LD_LIBRARY_PATH: libraries.join(':') });
}

/** By running it: it may be another server under this name, too old, or without its libraries. */
async function tryValkey(
  path: string,
  environment: Readonly<Record<string, string>>,
): Promise<ValkeyProgram | null> {
  let text: string;
  try {
    text = (await promisify(execFile)(path, ['--version'], { env: { ...process.env, ...environment } }))
      .stdout;
  } catch {
    return null; // not there, or it does not run
  }
  const [, version, major = 0, minor = 0] = /^(?:valkey )?server v=((\d+)\.(\d+)\.\d+)/i.exec(text) ?? [];
  if (version === undefined) return null;
  const recent = Number(major) > oldest[0] || (Number(major) === oldest[0] && Number(minor) >= oldest[1]);
  return recent ? { path, version, environment } : null;
}
