import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { EventReader } from '../index/event-reader.js';
import type { Keys } from '../index/keys.js';
import type { Valkey } from '../index/client.js';
import { whenConnected } from '../index/client.js';
import { openDatabase } from '../source/database.js';
import type { EventReport } from '../sync/event-storer.js';
import { EventStorer } from '../sync/event-storer.js';
import { forgetEvents } from './event-forgetting.js';
import { keepTrying } from './keep-trying.js';
import { orStopped, untilStopped } from './stopping.js';
import { TroubleLog } from './trouble-log.js';

/** With nothing to store; also how long events gather, so that Postgres gets many at once. */
const pauseMs = 200;
/** Less than what an entry may take before another follower takes it over. */
const statementTimeoutMs = 10_000;
/** How long what is being stored gets to end, when the process is to stop; what does not, another follower does again. */
const farewellMs = 2_000;

export interface EventStoringParts {
  readonly databaseUrl: string;
  /** A connection of its own: a fill or a large step would hold up events otherwise. Ended with the storing. */
  readonly valkey: Valkey;
  readonly keys: Keys;
  /** Events are deleted so many days after they happened. */
  readonly eventDays: number;
  readonly log: Logger;
}

/** Stores buyers' events until `signal`, and deletes old ones, whoever leads and whatever fails meanwhile. */
export async function storeEvents(
  { databaseUrl, valkey, keys, eventDays, log }: EventStoringParts,
  signal: AbortSignal,
): Promise<void> {
  const database = openDatabase(databaseUrl, { connections: 2, statementTimeoutMs });
  const storer = new EventStorer({
    reader: new EventReader(valkey, keys),
    database,
    report: eventLog(log),
  });
  const trouble = new TroubleLog(log, 'events wait: ');
  const round = async (): Promise<void> => {
    await whenConnected(valkey, 5_000);
    const mayBeMore = await storer.round();
    trouble.over('events are stored again');
    if (!mayBeMore) await pause(signal);
  };
  const stopped = (): boolean => signal.aborted;
  const work = async (): Promise<void> => {
    while (!stopped())
      await keepTrying(
        round,
        (error, retryInMs) => {
          trouble.troubled(error, { retryInMs });
        },
        signal,
      );
  };
  try {
    const works = [work(), forgetEvents({ database, eventDays, log }, signal)];
    await Promise.all(works.map((each) => untilStopped(orStopped(each, signal, farewellMs))));
  } finally {
    valkey.disconnect();
    // A statement that still runs ends it later.
    void database.end();
  }
}

async function pause(signal: AbortSignal): Promise<void> {
  // An aborted pause is over: the loop looks at the signal itself.
  await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
}

function eventLog(log: Logger): EventReport {
  return {
    stored: (counts) => {
      log.debug(counts, 'stored events');
    },
    setAside: (problem) => {
      log.warn({ code: problem.code, ...problem.facts }, problem.message);
    },
  };
}
