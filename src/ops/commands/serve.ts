import { Command } from 'commander';
import { withServers } from '../with-servers.js';
import type { Context } from '../context.js';
import { listen } from '../listen.js';
import { buildSite } from '../wiring.js';

export function serveCommand(context: () => Context): Command {
  return new Command('serve')
    .description('Answer listings over HTTP. Any number of these can run.')
    .addHelpText(
      'after',
      `
Examples:
  DATABASE_URL=postgres://… VALKEY_URL=redis://… forecourt serve
  PORT=8080 forecourt serve

Needs a \`forecourt follow\` somewhere; without one, listings come from Postgres.
Ends with 0 when stopped by Ctrl-C or SIGTERM.`,
    )
    .action(async () => {
      const { settings, log, stopping } = context();
      await withServers(settings, log, async (urls) => {
        const site = await buildSite(urls, settings, log);
        try {
          await listen(site, settings);
          await aborted(stopping);
        } finally {
          await site.close();
        }
      });
    });
}

/** Resolves once the signal is aborted. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener(
      'abort',
      () => {
        resolve();
      },
      { once: true },
    );
  });
}
