import { Command, InvalidArgumentError } from 'commander';
import { openDatabase } from '../../source/database.js';
import { presentEvents } from '../../source/simulated-events.js';
import type { Context } from '../context.js';
import { OpsError } from '../errors.js';
import { startProgress } from '../progress.js';
import { simulate, usualSimulation } from '../simulate.js';
import { orSayStopped } from '../stopping.js';
import { withServers } from '../with-servers.js';

/** What is being committed when the process is to stop gets to its end, and is told. */
const farewellMs = 1_000;

interface SimulateFlags {
  readonly buyers: number;
  readonly opens: number;
  readonly seed: number;
  readonly days: number;
  readonly force?: true;
}

export function simulateCommand(context: () => Context): Command {
  return new Command('simulate')
    .description('Make up buyers with known tastes, and what they did: for a start before anybody has come.')
    .option('--buyers <n>', 'how many come', countUpTo(1_000_000), usualSimulation.buyers)
    .option(
      '--opens <n>',
      'how many cars they open together, about',
      countUpTo(100_000_000),
      usualSimulation.opens,
    )
    .option('--seed <n>', 'decides everything', countUpTo(2 ** 31 - 1), usualSimulation.seed)
    .option('--days <n>', 'over how many days, until now', countUpTo(365), usualSimulation.days)
    .option('--force', 'also where there are events of real buyers, which stay')
    .addHelpText(
      'after',
      `
Examples:
  forecourt simulate
  forecourt simulate --buyers 5000 --opens 100000 --seed 2 --days 14
  forecourt simulate && forecourt train --once

Events are marked as simulated, and the recommender never mixes them with real ones: once there are 2,000 real opens, it forgets these.
Run again, the new buyers take the place of those before. The same seed gives the same buyers, who look at the cars that there are now.

Exit codes: 0 done, 1 failed (there are real events, or no live cars), 2 called wrongly, 130 stopped: nothing was changed.`,
    )
    .action(async (flags: SimulateFlags) => {
      const { stopping } = context();
      const work = withServers(context(), ({ databaseUrl }) => run(databaseUrl, flags, stopping), farewellMs);
      await orSayStopped(work, stopping, 'nothing was changed');
    });
}

async function run(
  databaseUrl: string,
  { force, ...request }: SimulateFlags,
  signal: AbortSignal,
): Promise<void> {
  const database = openDatabase(databaseUrl, { connections: 1, statementTimeoutMs: 600_000 });
  const progress = startProgress('simulating', 'events');
  try {
    if (force !== true && (await presentEvents(database)).real) throw new OpsError('OPS_REAL_EVENTS');
    const outcome = await simulate({
      ...request,
      database,
      databaseUrl,
      signal,
      onProgress: (events) => {
        progress.update(events, null);
      },
    });
    progress.stop();
    if (outcome.cars === 0) throw new OpsError('OPS_NO_CARS');
    const { cars, buyers, opens, events, replaced } = outcome;
    process.stdout.write(
      `${buyers} buyers opened ${opens} times one of ${cars} cars: ${events} events${
        replaced === 0 ? '' : `, in place of ${replaced} simulated before`
      }\n`,
    );
  } finally {
    progress.stop();
    await database.end();
  }
}

function countUpTo(most: number): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (/^\d+$/.test(text) && count >= 1 && count <= most) return count;
    throw new InvalidArgumentError(`It takes a whole number from 1 to ${most}.`);
  };
}
