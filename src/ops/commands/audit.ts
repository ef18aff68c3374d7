import { Command } from 'commander';
import { IndexAudit } from '../../index/index-audit.js';
import { IndexStore } from '../../index/index-store.js';
import { Keys } from '../../index/keys.js';
import { whenConnected } from '../../index/client.js';
import { openDatabase } from '../../source/database.js';
import type { AuditReport } from '../../sync/audit.js';
import { auditIndex } from '../../sync/audit.js';
import { rebuildIndex } from '../../sync/rebuild.js';
import type { Context } from '../context.js';
import { startProgress } from '../progress.js';
import { withServers } from '../with-servers.js';
import { connectFollower, runFollower, withStore } from '../wiring.js';
import type { ServerUrls } from '../wiring.js';
import { findServers } from '../servers-in-use.js';

const shownDifferences = 20;

export function auditCommand(context: () => Context): Command {
  return new Command('audit')
    .description(
      'Compare the index with Postgres: every card, every set, every name, and the newest stored views.',
    )
    .option('--repair', 'fill the index anew if anything differs, and compare again')
    .addHelpText(
      'after',
      `
Examples:
  forecourt audit
  forecourt audit --repair

Ends on a busy platform too: what differs is looked at again before it counts. Of the stored views the newest 200 are compared car
by car, and the sizes of all.

Exit codes: 0 the index equals Postgres, 1 it could not be compared, 4 it differs (each difference is one line).`,
    )
    .action(async (options: { repair?: boolean }) => {
      const { settings, log, stopping } = context();
      await withServers(settings, log, async (urls) => {
        // Without a running platform there is no follower either: this command brings its own.
        const own = new AbortController();
        const alone = settings.databaseUrl === null && (await findServers(settings.dataFolder)) === null;
        const following = alone
          ? runFollower(urls, settings, log, AbortSignal.any([own.signal, stopping]))
          : null;
        try {
          let report = await audit(urls, settings.prefix);
          if (report.differences.length > 0 && options.repair === true) {
            print(report);
            process.stdout.write('filling the index anew …\n');
            await withStore(urls, settings.prefix, (store) => rebuildIndex(store, stopping));
            report = await audit(urls, settings.prefix);
          }
          print(report);
          if (report.differences.length > 0) process.exitCode = 4;
        } finally {
          own.abort();
          await following;
        }
      });
    });
}

async function audit(urls: ServerUrls, prefix: string): Promise<AuditReport> {
  const keys = new Keys(prefix);
  const valkey = connectFollower(urls.valkeyUrl);
  const database = openDatabase(urls.databaseUrl, { connections: 2, statementTimeoutMs: 60_000 });
  const progress = startProgress('comparing', 'cars');
  try {
    await whenConnected(valkey, 5_000);
    return await auditIndex({
      databaseUrl: urls.databaseUrl,
      database,
      store: new IndexStore(valkey, keys),
      audit: new IndexAudit(valkey, keys),
      onProgress: progress.update,
    });
  } finally {
    progress.stop();
    await database.end();
    valkey.disconnect();
  }
}

function print({ cars, keys, differences }: AuditReport): void {
  for (const difference of differences.slice(0, shownDifferences)) process.stdout.write(`${difference}\n`);
  if (differences.length > shownDifferences)
    process.stdout.write(`… and ${differences.length - shownDifferences} more\n`);
  const verdict = differences.length === 0 ? 'equal to Postgres' : `${differences.length} differences`;
  process.stdout.write(`${cars} cars, ${keys} keys: ${verdict}\n`);
}
