import { Command } from 'commander';
import { IndexAudit } from '../../index/index-audit.js';
import { IndexStore } from '../../index/index-store.js';
import { Keys } from '../../index/keys.js';
import { whenConnected } from '../../index/client.js';
import { openDatabase } from '../../source/database.js';
import type { AuditReport } from '../../sync/audit.js';
import { auditIndex } from '../../sync/audit.js';
import type { Settings } from '../../config/settings.js';
import { checkReplication } from '../../source/replication-setup.js';
import type { Context } from '../context.js';
import { startProgress } from '../progress.js';
import { rebuild } from '../rebuild.js';
import { withFollower } from '../with-follower.js';
import { withServers } from '../with-servers.js';
import { connectFollower } from '../wiring.js';
import type { ServerUrls } from '../wiring.js';

const exitCodes = { equal: 0, failed: 1, differs: 4 } as const;
const shownDifferences = 20;
/** Cars that differ: far more than anybody reads. */
const enoughSuspects = 200;

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
by car, and the sizes of all. Of an index that is badly damaged not everything is compared: then it differs in "at least" so many.
--repair fills it anew as soon as one difference is found.

Exit codes: 0 the index equals Postgres, 1 it could not be compared, 4 it differs (each difference is one line).`,
    )
    .action(async (options: { repair?: boolean }) => {
      const { settings, stopping } = context();
      process.exitCode = exitCodes.failed; // until it is known better: an error after Ctrl-C is not printed
      await withServers(context(), (urls) =>
        withFollower(context(), urls, async () => {
          const repair = options.repair === true;
          let found = await audit(urls, settings, repair ? 1 : enoughSuspects);
          if (found.report.differences.length > 0 && repair) {
            print(found);
            process.stdout.write('filling the index anew …\n');
            await rebuild(urls, settings, stopping);
            found = await audit(urls, settings, enoughSuspects);
          }
          print(found);
          process.exitCode = found.report.differences.length > 0 ? exitCodes.differs : exitCodes.equal;
        }),
      );
    });
}

interface Findings {
  readonly report: AuditReport;
  /** Whether there may be more differences than the report has. */
  readonly cut: boolean;
}

/** Compares until so many cars are suspect; if none of those differs after all, the whole index. */
async function audit(urls: ServerUrls, settings: Settings, mostSuspects: number): Promise<Findings> {
  const found = await auditOnce(urls, settings, mostSuspects);
  return found.cut && found.report.differences.length === 0 ? auditOnce(urls, settings, Infinity) : found;
}

async function auditOnce(
  urls: ServerUrls,
  { prefix, slot, publication }: Settings,
  mostSuspects: number,
): Promise<Findings> {
  const keys = new Keys(prefix);
  const valkey = connectFollower(urls.valkeyUrl);
  const database = openDatabase(urls.databaseUrl, { connections: 2, statementTimeoutMs: 60_000 });
  const progress = startProgress('comparing', 'cars');
  try {
    await whenConnected(valkey, 5_000);
    const client = await database.connect();
    // The picture that the index is compared with comes from a slot, as a follower's does.
    await checkReplication(client, { slot, publication }).finally(() => {
      client.release();
    });
    const comparison = new IndexAudit(valkey, keys, mostSuspects);
    const report = await auditIndex({
      databaseUrl: urls.databaseUrl,
      database,
      store: new IndexStore(valkey, keys),
      audit: comparison,
      onProgress: progress.update,
    });
    return { report, cut: comparison.cut };
  } finally {
    progress.stop();
    await database.end();
    valkey.disconnect();
  }
}

function print({ report: { cars, keys, differences }, cut }: Findings): void {
  const count = differences.length;
  for (const difference of differences.slice(0, shownDifferences))
    // A key's name may end in a colon itself: `car:`.
    process.stdout.write(`${difference.replace('::', ':')}\n`);
  const least = cut ? 'at least ' : '';
  if (count > shownDifferences) process.stdout.write(`… and ${least}${count - shownDifferences} more\n`);
  const verdict =
    count === 0 ? 'equal to Postgres' : `${least}${count} ${count === 1 ? 'difference' : 'differences'}`;
  process.stdout.write(`${cars} cars, ${keys} keys: ${verdict}\n`);
}
