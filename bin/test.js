#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled, root } from './ensure-installed.js';

/*
 * npm test [-- [--unit] [what vitest takes, such as a folder]]
 * With --pages, what is in test/pages: no tests, but run as they are.
 * The servers are started by test/support/global-setup.ts, and only for tests that need them; it also builds the program.
 */
await ensureInstalled();
const given = process.argv.slice(2);
const unit = given.includes('--unit');
const pages = given.includes('--pages');
const passedOn = given.filter((argument) => argument !== '--unit' && argument !== '--pages');
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const child = spawn(process.execPath, [vitest, 'run', ...passedOn], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    ...(unit ? { FORECOURT_TEST_UNIT: '1' } : {}),
    ...(pages ? { FORECOURT_TEST_PAGES: '1' } : {}),
  },
});
// A terminal's Ctrl-C reaches vitest by itself; a signal sent to this process alone has to be passed on.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  });
}
child.on('close', (code, signal) => {
  process.exitCode = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
});
