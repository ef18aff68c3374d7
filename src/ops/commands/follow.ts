import { Command } from 'commander';
import type { Context } from '../context.js';
import { withServers } from '../with-servers.js';
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
      await withServers(settings, log, (urls) => runFollower(urls, settings, log, stopping));
    });
}
