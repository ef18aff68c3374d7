import { defineConfig } from 'vitest/config';
import { SummaryReporter } from './test/support/summary-reporter.js';

/** `npm run test:unit`: only what needs no server. */
const unitOnly = process.env.FORECOURT_TEST_UNIT === '1';
/** `npm run bench:pages`, `npm run screenshots`: what is run as tests are, and is none. */
const pagesOnly = process.env.FORECOURT_TEST_PAGES === '1';
const needServers = ['**/*.{pg,valkey,e2e}*.test.ts'];

export default defineConfig({
  test: {
    environment: 'node',
    include: pagesOnly
      ? ['test/pages/*.browser.e2e.ts']
      : ['src/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts'],
    exclude: ['node_modules', 'dist', '.forecourt', ...(unitOnly ? needServers : [])],
    globalSetup: 'test/support/global-setup.ts',
    pool: 'forks',
    maxWorkers: 2,
    // No measure of speed: what takes this long hangs.
    testTimeout: 180_000,
    hookTimeout: 240_000,
    teardownTimeout: 60_000,
    reporters: ['default', new SummaryReporter()],
  },
});
