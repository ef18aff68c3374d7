import { Command, Option } from 'commander';
import { OpsError } from '../errors.js';
import type { Context } from '../context.js';
import { findServers } from '../servers-in-use.js';

export function envCommand(context: () => Context): Command {
  return new Command('env')
    .description(
      'Where the servers of the `npm start` that runs on this data folder are, passwords included.',
    )
    .addOption(new Option('--only <name>', 'print one value alone').choices(['DATABASE_URL', 'VALKEY_URL']))
    .addHelpText(
      'after',
      `
Examples:
  export $(forecourt env)
  psql "$(forecourt env --only DATABASE_URL)" -c 'update car set price = 199000 where id = 2114'

Exit codes: 0 printed, 1 nothing runs on this data folder.`,
    )
    .action(async ({ only }: { only?: 'DATABASE_URL' | 'VALKEY_URL' }) => {
      const { settings } = context();
      const servers = await findServers(settings.dataFolder);
      if (servers === null) throw new OpsError('OPS_NOTHING_RUNS', settings.dataFolder);
      const values = { DATABASE_URL: servers.databaseUrl, VALKEY_URL: servers.valkeyUrl };
      const lines = Object.entries(values).map(([name, value]) => `${name}=${value}`);
      process.stdout.write(only === undefined ? `${lines.join('\n')}\n` : `${values[only]}\n`);
    });
}
