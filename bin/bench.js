#!/usr/bin/env node
import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from './build.js';
import { ensureInstalled, root } from './ensure-installed.js';

/*
 * npm run bench [-- what --help lists], npm run bench:recommender
 * Runs compiled code only: a loader that compiles at run time would stand in every figure. The compiled bench has dist/ beside
 * it under the name src, so that what it measures is the very code that production runs.
 */
const place = join('.forecourt', 'bench-program');

await ensureInstalled();
process.chdir(root);
try {
  await build();
  await build({ source: 'bench', config: 'tsconfig.bench.json', output: join(place, 'bench') });
  await mkdir(place, { recursive: true });
  await rm(join(place, 'src'), { force: true });
  await symlink(join('..', '..', 'dist'), join(place, 'src'));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
const program = process.argv[2] === 'recommender' ? 'recommender' : 'main';
await import(`../.forecourt/bench-program/bench/${program}.js`);
