import { Command } from 'commander';
import type { Context } from '../context.js';
import { withServers } from '../with-servers.js';

export function migrateCommand(context: () => Context): Command {
  return new Command('migrate')
    .description("Bring Postgres' schema up to date. Every other command does so too, before it starts.")
    .addHelpText(
      'after',
      '\nExample:\n  DATABASE_URL=postgres://… forecourt migrate\n\nSafe to run from many machines at once.',
    )
    .action(async () => {
      await withServers(context(), () => Promise.resolve());
      process.stdout.write('the schema is up to date\n');
    });
}
