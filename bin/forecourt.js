#!/usr/bin/env node
import { build } from './build.js';
import { ensureInstalled } from './ensure-installed.js';

// The program runs in this very process, so that signals and exit codes need no passing on.
await ensureInstalled();
try {
  await build();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
await import('../dist/ops/main.js');
