import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { messageOf } from '../../shared/errors.js';
import { OpsError } from '../errors.js';
import { parseDeb822Sources, parseOneLineSources, valkeySources } from './apt-sources.js';
import type { ValkeyProgram } from './locate-valkey.js';
import { installedFolder, locateInstalled, locateValkey, valkeyUnpackedIn } from './locate-valkey.js';
import type { Log } from './server.js';

const run = promisify(execFile);

/**
 * A Valkey of this machine, installed first if there is none: on Debian and Ubuntu from the distribution's own archive into
 * `toolsFolder`, without root and without touching the system; elsewhere by Homebrew. Processes that do it at once don't
 * disturb each other: each unpacks aside, the first one's folder stays.
 *
 * @throws OpsError OPS_VALKEY_MISSING
 */
export async function obtainValkey(toolsFolder: string, log: Log): Promise<ValkeyProgram> {
  const there = await locateValkey(toolsFolder);
  if (there !== null) return there;
  const reasons: string[] = [];
  for (const [name, install] of [
    ['apt', installWithApt],
    ['Homebrew', installWithHomebrew],
  ] as const) {
    try {
      return await install(toolsFolder, log);
    } catch (error) {
      reasons.push(`${name}: ${reasonOf(error)}`);
    }
  }
  throw new OpsError('OPS_VALKEY_MISSING', reasons.join('; '));
}

async function installWithApt(toolsFolder: string, log: Log): Promise<ValkeyProgram> {
  const sources = valkeySources(await machineSources(), await codename());
  if (sources === null) throw new Error("the machine's apt sources have no archive of Debian or Ubuntu");
  log('installing Valkey from the distribution (once, a few MB, into the data folder) ...');
  await mkdir(toolsFolder, { recursive: true });
  const aside = await mkdtemp(join(resolve(toolsFolder), 'installing-'));
  try {
    const packages = await download(aside, sources);
    const unpacked = join(aside, 'unpacked');
    await mkdir(unpacked);
    for (const file of packages) await run('dpkg-deb', ['-x', file, unpacked]);
    await linkServer(unpacked);
    if ((await valkeyUnpackedIn(unpacked)) === null)
      throw new Error('the installed valkey-server does not run');
    await rename(unpacked, installedFolder(toolsFolder)).catch(async (error: unknown) => {
      // Another process was quicker; or an older one lies there, which does not run (any more).
      if ((await locateInstalled(toolsFolder)) !== null) return;
      await rm(installedFolder(toolsFolder), { recursive: true, force: true });
      await rename(unpacked, installedFolder(toolsFolder)).catch(() => {
        throw error;
      });
    });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  const installed = await locateInstalled(toolsFolder);
  if (installed === null) throw new Error('the installed valkey-server is gone');
  log(`installed Valkey ${installed.version}`);
  return installed;
}

/**
 * Fetches valkey-tools and what it needs and the machine lacks: apt decides that by the machine's list of packages, which it
 * only reads. Its own state and cache are ours, and hooks that the machine has for real installations are off.
 */
async function download(aside: string, sources: string): Promise<readonly string[]> {
  const archives = join(aside, 'cache', 'archives');
  await mkdir(join(aside, 'state', 'lists', 'partial'), { recursive: true });
  await mkdir(join(archives, 'partial'), { recursive: true });
  await writeFile(join(aside, 'valkey.sources'), sources);
  const configuration = [
    `Dir::State "${aside}/state";`,
    'Dir::State::status "/var/lib/dpkg/status";',
    `Dir::Cache "${aside}/cache";`,
    `Dir::Log "${aside}";`,
    `Dir::Etc::SourceList "${aside}/valkey.sources";`,
    'Dir::Etc::SourceParts "/dev/null";',
    'APT::Sandbox::User "root";', // root's download would otherwise run as a user who can't enter our folder
    'Debug::NoLocking "true";', // nothing of the system's is written
    'Acquire::Retries "1";',
    'Acquire::http::Timeout "20";',
    'Acquire::https::Timeout "20";',
    ...['APT::Update::Pre-Invoke', 'APT::Update::Post-Invoke', 'APT::Update::Post-Invoke-Success'].map(
      (hook) => `#clear ${hook};`,
    ),
    '',
  ];
  const file = join(aside, 'apt.conf');
  await writeFile(file, configuration.join('\n'));
  const apt = async (...args: readonly string[]): Promise<void> => {
    await run('apt-get', ['-c', file, '-q', ...args], { env: { ...process.env, LC_ALL: 'C' } });
  };
  // An index that can't be had matters only if the packages are then missing.
  const updated = await apt('update', '-o', 'APT::Update::Error-Mode=any').catch((error: unknown) => error);
  await apt('install', '--download-only', '--yes', '--no-install-recommends', 'valkey-tools').catch(
    (error: unknown) => {
      throw updated ?? error;
    },
  );
  return (await readdir(archives))
    .filter((name) => name.endsWith('.deb'))
    .map((name) => join(archives, name));
}

/**
 * One binary has all of Valkey's roles and takes the one that its name says. The packages that bring the server's name would
 * start a service on a normal machine, so it comes under another one, and the name is made here.
 */
async function linkServer(unpacked: string): Promise<void> {
  const folder = join(unpacked, 'usr/bin');
  const names = await readdir(folder);
  if (!names.includes('valkey-server')) await symlink('valkey-check-rdb', join(folder, 'valkey-server'));
}

async function machineSources(): Promise<ReturnType<typeof parseOneLineSources>> {
  const parts = '/etc/apt/sources.list.d';
  const names = await readdir(parts).catch(() => []); // no apt here
  const files = ['/etc/apt/sources.list', ...names.sort().map((name) => join(parts, name))];
  const parsed = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(file, 'utf8').catch(() => ''); // newer systems have no sources.list
      if (file.endsWith('.sources')) return parseDeb822Sources(text);
      return file.endsWith('.list') ? parseOneLineSources(text) : [];
    }),
  );
  return parsed.flat();
}

async function codename(): Promise<string> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => ''); // macOS has none
  return /^VERSION_CODENAME="?([\w-]+)/m.exec(text)?.[1] ?? '';
}

async function installWithHomebrew(toolsFolder: string, log: Log): Promise<ValkeyProgram> {
  await run('brew', ['--version']);
  log('installing Valkey with Homebrew (once) ...');
  await run('brew', ['install', '--quiet', 'valkey'], { maxBuffer: 64 * 1024 * 1024 });
  const installed = await locateValkey(toolsFolder);
  if (installed === null) throw new Error('`brew install valkey` succeeded, but valkey-server is not there');
  return installed;
}

/** A failed command's message is its whole output: the last lines that name an error say enough. */
function reasonOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'not on this machine';
  const lines = messageOf(error)
    .split('\n')
    .map((line) => line.trim());
  const errors = lines.filter((line) => line.startsWith('E: '));
  return (errors.length > 0 ? errors : lines.slice(0, 1)).slice(0, 2).join(' ');
}
