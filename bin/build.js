#!/usr/bin/env node
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, extname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { ensureInstalled, isRunDirectly, root } from './ensure-installed.js';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { withLock } from './lock.js';

/**
 * What can be built: a folder of sources, how, and where to.
 *
 * @typedef {{ readonly source: string, readonly config: string, readonly output: string }} Program
 */

/** @type {Program} */
const program = { source: 'src', config: 'tsconfig.build.json', output: 'dist' };

/** What browsers get, of the program: scripts and the stylesheet. */
const browserSource = join('src', 'web', 'browser');

/** What the program reads at run time, beside its code. */
const copied = new Set(['.sql', '.lua', '.sh', '.css', '.svg', '.html', '.json', '.wasm']);

/**
 * Makes dist/ from src/ (or another program from its sources), if those are not what it was made from. Made aside and swapped
 * in whole: no stale file stays, and a build that fails or is killed leaves the last one. Without type checks, which are
 * `npm run check`'s.
 *
 * @param {Program} [what]
 */
export async function build(what = program) {
  const folder = join(root, what.source);
  const output = join(root, what.output);
  const stampFile = join(output, '.built-from');
  const sources = await sourceFiles(folder);
  if ((await readText(stampFile)) === (await stampOf(sources, what))) return;
  await withLock(join(root, '.forecourt', 'build-lock'), async () => {
    const stamp = await stampOf(sources, what);
    if ((await readText(stampFile)) === stamp) return; // somebody did it while we waited
    const aside = join(root, '.forecourt', 'build');
    await rm(aside, { recursive: true, force: true });
    await compile(what, aside);
    if (what === program) await bundle(join(aside, 'browser'));
    const kept = sources.filter((name) => copied.has(extname(name)) && !name.includes(browserSource));
    for (const file of kept) {
      const to = join(aside, relative(folder, file));
      await mkdir(dirname(to), { recursive: true });
      await copyFile(file, to);
    }
    await writeFile(join(aside, '.built-from'), stamp);
    await rm(output, { recursive: true, force: true });
    await mkdir(dirname(output), { recursive: true });
    await rename(aside, output);
  });
}

/** @param {Program} what @param {string} folder */
async function compile(what, folder) {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const args = [tsc, '-p', join(root, what.config), '--outDir', folder];
  try {
    await promisify(execFile)(process.execPath, args, { cwd: root });
  } catch (error) {
    const { stdout = '', message } = /** @type {Error & { stdout?: string }} */ (error);
    throw new Error(
      `${stdout === '' ? message : stdout}\n${what.source}/ could not be built (above: what the compiler said).`,
    );
  }
}

/**
 * Bundles what browsers get, under names that say its content, beside a manifest that says the names; each also compressed, once and
 * as far as it goes.
 *
 * @param {string} folder
 */
async function bundle(folder) {
  const vite = await import('vite');
  await vite.build({
    root: join(root, browserSource),
    configFile: false,
    logLevel: 'warn',
    base: '/assets/',
    build: {
      outDir: folder,
      assetsDir: '.',
      manifest: 'manifest.json',
      target: 'es2022',
      modulePreload: false,
      emptyOutDir: false,
      rolldownOptions: { input: ['site.ts', 'site.css'] },
    },
  });
  for (const name of await readdir(folder)) {
    if (!/\.(js|css)$/.test(name)) continue;
    const text = await readFile(join(folder, name));
    const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
    await writeFile(join(folder, `${name}.br`), brotliCompressSync(text, { params }));
    await writeFile(join(folder, `${name}.gz`), gzipSync(text, { level: 9 }));
  }
}

/** Every file that the program is made from. @param {string} folder @returns {Promise<string[]>} */
async function sourceFiles(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !/\.(test|bench)\.tsx?$/.test(entry.name))
    .filter((entry) => /\.tsx?$/.test(entry.name) || copied.has(extname(entry.name)))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name)) // `path`: Node before 20.12
    .sort();
}

/** By content: times change with every checkout. @param {string[]} sources @param {Program} what */
async function stampOf(sources, { config }) {
  const hash = createHash('sha256');
  const others = ['tsconfig.json', config, 'package-lock.json', 'bin/build.js'];
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
