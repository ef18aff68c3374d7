import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import type { Guard } from '../../src/ops/servers/guard.js';
import { startGuard } from '../../src/ops/servers/guard.js';
import { obtainValkey } from '../../src/ops/servers/install-valkey.js';
import { startPostgres } from '../../src/ops/servers/postgres-server.js';
import type { Server } from '../../src/ops/servers/server.js';
import { startValkey } from '../../src/ops/servers/valkey-server.js';
import { dropRunDatabases } from './postgres.js';
import { obtainChromium } from './chromium.js';
import { toolsFolder } from './valkey.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The superuser's, of database `postgres`; null if the selected tests need no servers. */
    readonly postgresUrl: string | null;
    readonly valkeyUrl: string | null;
    /** Null if the selected tests need no browser. */
    readonly chromiumPath: string | null;
    /** Tells this run's databases and keys from another's on the same servers. */
    readonly runId: string;
  }
}

/**
 * One Postgres and one Valkey for all test files, in a temporary folder; DATABASE_URL and VALKEY_URL name running ones instead.
 * Without durability: nothing outlives the run.
 */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const runId = randomBytes(4).toString('hex');
  project.provide('runId', runId);
  const files = await testFiles(project);
  const needBrowser = files.some((file) => file.includes('.browser.'));
  project.provide('chromiumPath', needBrowser ? await obtainChromium(log) : null);
  if (!files.some((file) => /\.(pg|valkey|e2e)\./.test(file))) {
    project.provide('postgresUrl', null);
    project.provide('valkeyUrl', null);
    return undefined;
  }
  // Some of these start the built program.
  if (files.some((file) => file.includes('.e2e.')))
    await promisify(execFile)(process.execPath, ['bin/build.js']);
  const folder = await mkdtemp(join(tmpdir(), 'forecourt-test-'));
  await chmod(folder, 0o711); // as root, Postgres runs as another user
  // If this process is killed, the guard stops the servers and deletes the folder.
  const guard = startGuard({ temporaryFolder: folder });
  const [postgres, valkey] = await Promise.allSettled([postgresFor(folder, guard), valkeyFor(folder, guard)]);
  const teardown = async (): Promise<void> => {
    if (postgres.status === 'fulfilled' && postgres.value.server === null) {
      await dropRunDatabases(postgres.value.url, runId);
    }
    for (const each of [postgres, valkey]) if (each.status === 'fulfilled') await each.value.server?.stop();
    await guard.end();
    await rm(folder, { recursive: true, force: true });
  };
  if (postgres.status === 'rejected' || valkey.status === 'rejected') {
    await teardown();
    throw postgres.status === 'rejected'
      ? postgres.reason
      : valkey.status === 'rejected'
        ? valkey.reason
        : null;
  }
  project.provide('postgresUrl', postgres.value.url);
  project.provide('valkeyUrl', valkey.value.url);
  return teardown;
}

interface TestServer {
  readonly url: string;
  /** Null: it was given, and is left running. */
  readonly server: Server | null;
}

async function postgresFor(folder: string, guard: Guard): Promise<TestServer> {
  const given = process.env.DATABASE_URL;
  if (given !== undefined && given !== '') return { url: given, server: null };
  const server = await startPostgres({
    folder: join(folder, 'postgres'),
    log,
    guard,
    settings: {
      fsync: 'off',
      full_page_writes: 'off',
      max_connections: '200',
      max_replication_slots: '100',
      max_wal_senders: '100',
    },
  });
  return { url: server.url, server };
}

async function valkeyFor(folder: string, guard: Guard): Promise<TestServer> {
  const given = process.env.VALKEY_URL;
  if (given !== undefined && given !== '') return { url: given, server: null };
  const program = await obtainValkey(toolsFolder(), log);
  const server = await startValkey({ program, folder: join(folder, 'valkey'), keepData: false, guard });
  return { url: server.url, server };
}

/** Those that were asked for on the command line: `npm test -- src/catalog`. */
async function testFiles(project: TestProject): Promise<readonly string[]> {
  const filters = process.argv.slice(2).filter((argument) => !argument.startsWith('-') && argument !== 'run');
  return (await project.globTestFiles(filters)).testFiles;
}

function log(line: string): void {
  process.stderr.write(`${line}\n`);
}
