import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../shared/errors.js';
import { OpsError } from '../errors.js';
import type { Log, Server } from './server.js';

/** A server that is started again when it ends by itself. */
export interface KeptServer {
  readonly url: string;
  stop(): Promise<void>;
  /** Resolves when it has ended so often that it is left alone: OPS_KEEPS_ENDING. */
  readonly failed: Promise<OpsError>;
}

/** More restarts than this within so long, and something is wrong that no restart mends. */
const bound = { restarts: 5, withinMs: 60_000 };
/** Before the first restart: what belonged to the dead server has to let go of its memory and files. Doubled for each other. */
const pauseMs = 100;

/** Starts a server, and again whenever it ends without having been told to: on the same port, so that its url stays. */
export async function keepRunning(start: (port?: number) => Promise<Server>, log: Log): Promise<KeptServer> {
  const stopping = new AbortController();
  const first = await start();
  const port = Number(new URL(first.url).port);
  let current = Promise.resolve(first);
  let restarts: number[] = [];

  const startAgain = async (how: string): Promise<Server> => {
    for (let why = how; ;) {
      restarts = restarts.filter((at) => performance.now() - at < bound.withinMs);
      if (restarts.length === bound.restarts) throw new OpsError('OPS_KEEPS_ENDING', why);
      log(`${why}; starting it again`);
      await sleep(pauseMs * 2 ** restarts.length, undefined, { signal: stopping.signal });
      restarts.push(performance.now());
      try {
        return await start(port);
      } catch (error) {
        why = messageOf(error);
      }
    }
  };
  const watch = async (): Promise<never> => {
    for (;;) {
      const how = await (await current).exited;
      current = startAgain(how);
      await current;
    }
  };

  return {
    url: first.url,
    failed: new Promise((resolve) => {
      watch().catch((error: unknown) => {
        if (error instanceof OpsError) resolve(error); // else it was stopped before a restart
      });
    }),
    stop: async () => {
      stopping.abort();
      const server = await current.catch(() => null);
      await server?.stop();
    },
  };
}
