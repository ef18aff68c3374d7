import { Command } from 'commander';
import type { Context } from '../context.js';
import { followerLog } from '../follower-log.js';
import { withNews } from '../follower-news.js';
import { keepTrying } from '../keep-trying.js';
import { orStopped, untilStopped } from '../stopping.js';
import { prepareDatabase, withServerUrls } from '../with-servers.js';
import { runFollower } from '../wiring.js';

export function followCommand(context: () => Context): Command {
  return new Command('follow')
    .description(
      'Keep the index in Valkey exact: follow what is committed to Postgres. One is active, others stand by.',
    )
    .addHelpText(
      'after',
      `
Examples:
  DATABASE_URL=postgres://… VALKEY_URL=redis://… forecourt follow
  FORECOURT_SLOT=blue FORECOURT_PREFIX=blue: forecourt follow     a second index from the same database

Postgres needs wal_level=logical. The publication and the slot are made at the first start.
Ends with 0 when stopped by Ctrl-C or SIGTERM; it never gives up by itself.`,
    )
    .action(async () => {
      const { settings, log, stopping } = context();
      const report = withNews(followerLog(log), (news) => process.send?.(news));
      await untilStopped(
        withServerUrls(context(), async (urls) => {
          const prepare = (): Promise<void> => orStopped(prepareDatabase(urls.databaseUrl), stopping);
          await keepTrying(
            prepare,
            (error, retryInMs) => {
              report.troubled(error, retryInMs);
            },
            stopping,
          );
          await runFollower(urls, settings, log, stopping, report);
        }),
      );
    });
}
