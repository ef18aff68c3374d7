import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { EventStream } from '../../src/index/event-stream.js';
import { Random } from '../../src/shared/random.js';
import { toldEvent } from '../support/events.js';
import type { PlatformOptions } from '../support/platform.js';
import { environmentOf, spawnFollower, startPlatform, until } from '../support/platform.js';
import { testDatabase } from '../support/postgres.js';
import { testPrefix } from '../support/valkey.js';

/** I8: every event that was acknowledged is in Postgres exactly once, and none that nobody told, whoever is killed whenever. */

const seed = Number(process.env.FORECOURT_TEST_SEED ?? Date.now() % 2 ** 31);

/** A web server as a process of its own, started again after each kill, at another port. */
class Server {
  readonly #environment: NodeJS.ProcessEnv;
  #process: ChildProcess | null = null;
  /** Null: it does not answer. */
  url: string | null = null;

  constructor(options: PlatformOptions) {
    this.#environment = { ...environmentOf(options), PORT: '0' };
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, ['dist/ops/main.js', 'serve'], {
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#process = child;
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    this.url = line.replace('ready ', '');
  }

  async kill(): Promise<void> {
    this.url = null;
    this.#process?.kill('SIGKILL');
    if (this.#process !== null) await once(this.#process, 'exit');
  }
}

/** Tells a batch until it is acknowledged, as a page does; answers how often. */
async function tellUntilAccepted(server: Server, events: readonly object[]): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await fetch(`${server.url ?? 'http://127.0.0.1:1'}/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': 'Mozilla/5.0 Firefox/132.0' },
        body: JSON.stringify({ events }),
        signal: AbortSignal.timeout(5_000),
      });
      await response.text();
      if (response.status === 202) return attempt;
      expect([429, 503]).toContain(response.status);
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
      // It was killed, or is not there yet.
    }
    await sleep(20);
  }
}

it(`events survive servers and followers that are killed at any moment (seed ${seed})`, async () => {
  const random = new Random(seed, 0);
  await using database = await testDatabase();
  const environment = { FORECOURT_EVENTS_PER_ADDRESS: '100000000' };
  const options = { databaseUrl: database.url, valkey: testPrefix(), follower: 'none' as const, environment };
  await using platform = await startPlatform(options);
  const stream = new EventStream(platform.valkey, platform.keys, 1);
  const server = new Server(options);
  const followers = [spawnFollower(options), spawnFollower(options)];
  const told = new Map<string, readonly number[]>();
  let attempts = 0;
  let batches = 0;
  let isOver = false;
  try {
    await server.start();
    const telling = Array.from({ length: 6 }, async (_, sender) => {
      while (!isOver) {
        batches += 1;
        const events = Array.from({ length: 1 + (batches % 5) }, (_unused, place) =>
          toldEvent({ kind: 'seen', car_ids: [1 + sender, 100 + batches, 100_000 + place] }),
        );
        for (const { id, car_ids: cars } of events) told.set(id as string, cars as number[]);
        const isRepeated = batches % 7 === 0;
        const needed = await tellUntilAccepted(server, events);
        attempts += needed;
        // A page that heard of it may still tell it again.
        if (isRepeated) await tellUntilAccepted(server, events);
      }
    });
    const killing = async (): Promise<void> => {
      for (let kill = 0; kill < 24; kill += 1) {
        await sleep(random.below(700));
        if (kill % 3 === 0) {
          await server.kill();
          await server.start();
        } else {
          const place = kill % 2;
          followers[place]?.kill('SIGKILL');
          followers[place] = spawnFollower(options);
        }
      }
    };
    await killing();
    isOver = true;
    await Promise.all(telling);
    // What dead followers had in hand is taken over.
    await until(async () => {
      await sleep(100);
      return (await stream.standing()).waiting === 0;
    });
  } finally {
    isOver = true;
    await server.kill();
    for (const follower of followers) follower.kill('SIGKILL');
  }
  const { rows } = await platform.database.query<{ id: string; car_ids: number[] }>(
    'select id, car_ids from event',
  );
  expect(rows.length).toBe(told.size);
  expect(new Map(rows.map(({ id, car_ids: cars }) => [id, cars]))).toEqual(told);
  // The test has tested something: much was told, and some of it more than once.
  expect(told.size).toBeGreaterThan(1_000);
  expect(attempts).toBeGreaterThan(batches);
  expect((await stream.standing()).setAside).toBe(0);
}, 300_000);
