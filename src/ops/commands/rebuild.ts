import { Command } from 'commander';
import { rebuildIndex } from '../../sync/rebuild.js';
import type { Context } from '../context.js';
import { withServers } from '../with-servers.js';
import { withStore } from '../wiring.js';

export function rebuildCommand(context: () => Context): Command {
  return new Command('rebuild')
    .description('Build the index anew beside the live one, and swap. Listings never pause.')
    .addHelpText(
      'after',
      '\nExample:\n  forecourt rebuild\n\nThe active follower does the work. Exit codes: 0 swapped, 1 no follower took it up.',
    )
    .action(async () => {
      const { settings, log, stopping } = context();
      await withServers(settings, log, async (urls) => {
        process.stdout.write('filling the index anew …\n');
        await withStore(urls, settings.prefix, (store) => rebuildIndex(store, stopping));
        process.stdout.write('swapped\n');
      });
    });
}
