import { Command } from 'commander';
import type { Context } from '../context.js';
import { rebuild } from '../rebuild.js';
import { withFollower } from '../with-follower.js';
import { withServers } from '../with-servers.js';

export function rebuildCommand(context: () => Context): Command {
  return new Command('rebuild')
    .description(
      'Build the index anew beside the live one, and swap. Listings are answered meanwhile, as of its beginning.',
    )
    .addHelpText(
      'after',
      `
Example:
  forecourt rebuild

The active follower does the work, and takes in what is committed meanwhile after the swap. The request is recorded: once it is made, Ctrl-C or a missing follower do not withdraw it,
and a follower that starts later begins with it.

Exit codes: 0 swapped, 1 not (yet): no follower is active, or it was stopped before the end.`,
    )
    .action(async () => {
      const { settings, stopping } = context();
      await withServers(context(), (urls) =>
        withFollower(context(), urls, async () => {
          process.stdout.write('filling the index anew …\n');
          await rebuild(urls, settings, stopping);
          process.stdout.write('swapped\n');
        }),
      );
    });
}
