import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGuard } from '../../src/ops/servers/guard.js';
import { startPostgres } from '../../src/ops/servers/postgres-server.js';
import { migrate } from '../../src/source/migrate.js';

export interface OwnPostgres {
  /** The superuser's, of a database with the whole schema. */
  readonly url: string;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A Postgres that no other test uses, with these settings. */
export async function ownPostgres(settings: Readonly<Record<string, string>>): Promise<OwnPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'forecourt-postgres-'));
  await chmod(folder, 0o711); // as root, Postgres runs as another user
  const guard = startGuard({ temporaryFolder: folder });
  const server = await startPostgres({
    folder: join(folder, 'postgres'),
    log: () => undefined,
    guard,
    settings: { fsync: 'off', full_page_writes: 'off', ...settings },
  });
  await migrate(server.url);
  return {
    url: server.url,
    [Symbol.asyncDispose]: async () => {
      await server.stop();
      await guard.end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
