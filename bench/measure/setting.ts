import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import type { Setting } from '../result.js';
import { seeds } from '../seeds.js';

/** Hardware, versions, seeds and the commit; nothing that names the machine or its owner. */
export function readSetting(more: Readonly<Record<string, string>> = {}): Setting {
  const [cpu] = cpus();
  return {
    commit: commit(),
    measuredAt: new Date().toISOString().slice(0, 16) + 'Z',
    hardware: {
      processor: cpu?.model.trim() ?? 'unknown',
      cores: cpus().length,
      memoryGb: Math.round(totalmem() / 1_073_741_824),
      // Without what its builder adds.
      kernel: release().split('-')[0] ?? '',
    },
    versions: { node: process.versions.node, ...more, ...packages() },
    seeds,
  };
}

function packages(): Readonly<Record<string, string>> {
  const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<
    'dependencies' | 'devDependencies',
    Record<string, string>
  >;
  const wanted = ['fastify', 'pg', 'iovalkey', 'itemsjs', '@orama/orama', 'minisearch'];
  const all = { ...dependencies, ...devDependencies };
  return Object.fromEntries(wanted.map((name) => [name, all[name] ?? 'none']));
}

function commit(): string {
  try {
    const git = (...args: string[]): string =>
      execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    // What the bench itself writes does not count as a change.
    const changed = git('status', '--porcelain', '--', '.', ':!bench/results', ':!docs') !== '';
    return git('rev-parse', '--short=10', 'HEAD') + (changed ? ' with changes' : '');
  } catch {
    return 'unknown';
  }
}
