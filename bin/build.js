#!/usr/bin/env node
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, extname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { ensureInstalled, isRunDirectly, root } from './ensure-installed.js';
import { withLock } from './lock.js';

const dist = join(root, 'dist');
const stampFile = join(dist, '.built-from');

/** What the program reads at run time, beside its code. */
const copied = new Set(['.sql', '.lua', '.sh', '.css', '.svg', '.html', '.json']);

/**
 * Makes dist/ from src/, if src/ is not what dist/ was made from. Made aside and swapped in whole: no stale file stays, and
 * a build that fails or is killed leaves the last one. Without type checks, which are `npm run check`'s.
 */
export async function build() {
  const sources = await sourceFiles(join(root, 'src'));
  if ((await readText(stampFile)) === (await stampOf(sources))) return;
  await withLock(join(root, '.forecourt', 'build-lock'), async () => {
    const stamp = await stampOf(sources);
    if ((await readText(stampFile)) === stamp) return; // somebody did it while we waited
    const aside = join(root, '.forecourt', 'build');
    await rm(aside, { recursive: true, force: true });
    await compile(aside);
    for (const file of sources.filter((name) => copied.has(extname(name)))) {
      const to = join(aside, relative(join(root, 'src'), file));
      await mkdir(dirname(to), { recursive: true });
      await copyFile(file, to);
    }
    await writeFile(join(aside, '.built-from'), stamp);
    await rm(dist, { recursive: true, force: true });
    await rename(aside, dist);
  });
}

/** @param {string} folder */
async function compile(folder) {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const args = [tsc, '-p', join(root, 'tsconfig.build.json'), '--outDir', folder];
  try {
    await promisify(execFile)(process.execPath, args, { cwd: root });
  } catch (error) {
    const { stdout = '', message } = /** @type {Error & { stdout?: string }} */ (error);
    throw new Error(
      `${stdout === '' ? message : stdout}\nsrc/ could not be built (above: what the compiler said).`,
    );
  }
}

/** Every file that dist/ depends on. @param {string} folder @returns {Promise<string[]>} */
async function sourceFiles(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !/\.(test|bench)\.ts$/.test(entry.name))
    .filter((entry) => entry.name.endsWith('.ts') || copied.has(extname(entry.name)))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name)) // `path`: Node before 20.12
    .sort();
}

/** By content: times change with every checkout. @param {string[]} sources */
async function stampOf(sources) {
  const hash = createHash('sha256');
  const others = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json', 'bin/build.js'];
  for (const file of [...others.map((name) => join(root, name)), ...sources]) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(await readFile(file))
      .update('\0');
  }
  return hash.digest('hex');
}

/** @param {string} file @returns {Promise<string | null>} null if there is none */
async function readText(file) {
  return readFile(file, 'utf8').catch(() => null);
}

if (isRunDirectly(import.meta.url)) {
  await ensureInstalled();
  await build();
}
