import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { simulatedCars } from '../../src/ops/simulate.js';
import { decodeModel } from '../../src/recommend/artifact.js';
import { SimulatedBuyers, utility } from '../../src/recommend/simulation/simulated-buyers.js';
import { Random } from '../../src/shared/random.js';
import type { EventRow } from '../../src/source/events.js';
import { insertEvents } from '../../src/source/events.js';
import { tryLease } from '../../src/source/lease.js';
import { newestModelVersion, readModel } from '../../src/source/model-store.js';
import { loadSampleCars } from '../../src/source/sample/load-sample-cars.js';
import { runCommand } from '../support/commands.js';
import { batchOf, buyerNamed, eventOf } from '../support/events.js';
import type { ListingBody } from '../support/oracle.js';
import type { Platform, PlatformOptions } from '../support/platform.js';
import { environmentOf, startPlatform, until } from '../support/platform.js';
import type { TestDatabase } from '../support/postgres.js';
import { testDatabase } from '../support/postgres.js';
import { agreement, mean } from '../support/simulation.js';
import { testPrefix } from '../support/valkey.js';

/** From what buyers do to the order of their pages: simulated, trained and published by processes of their own, served by another. */

const seed = Number(process.env.FORECOURT_TEST_SEED ?? Date.now() % 2 ** 31);

async function withSampleCars(count: number): Promise<TestDatabase> {
  const database = await testDatabase();
  await loadSampleCars({ databaseUrl: database.url, count, seed: 3, now: new Date() });
  return database;
}

interface StartedCommand {
  readonly process: ChildProcess;
  says(words: string): Promise<void>;
  saidTimes(words: string): number;
}

/** A trainer as a process of its own, of which the log is heard. */
function startTrainer(options: PlatformOptions, ...flags: readonly string[]): StartedCommand {
  return startCommand(options, 'train', ...flags);
}

function startCommand(options: PlatformOptions, ...args: readonly string[]): StartedCommand {
  const child = spawn(process.execPath, ['dist/ops/main.js', ...args], {
    env: environmentOf(options),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const lines: string[] = [];
  createInterface(child.stderr).on('line', (line) => lines.push(line));
  const saidTimes = (words: string): number => lines.filter((line) => line.includes(words)).length;
  return { process: child, saidTimes, says: (words) => until(() => Promise.resolve(saidTimes(words) > 0)) };
}

/** All cars of a city, in the recommended order of somebody who looked at these. */
async function recommended(platform: Platform, city: number, seen: readonly number[]): Promise<number[]> {
  const ids: number[] = [];
  let url: string | null = `/listing/?city_id=${city}&page_size=35&seen_car_ids=${seen.join()}`;
  while (url !== null) {
    const body: ListingBody = (await platform.get(url)).json();
    ids.push(...body.results.map(({ id }) => id));
    url = body.next === null ? null : body.next.replace(/^https?:\/\/[^/]+/, '');
  }
  return ids;
}

describe('the recommender', () => {
  it('brings the pages of known buyers near to what they want, also by cars that training never saw', async () => {
    await using database = await withSampleCars(1_500);
    const options: PlatformOptions = { databaseUrl: database.url, valkey: testPrefix(), near: true };
    await using platform = await startPlatform(options);
    const { rows: late } = await platform.database.query<{ id: number }>(
      `update car set status = 'withdrawn' where status = 'live' and id % 10 = 3 returning id`,
    );
    const people = new SimulatedBuyers(await simulatedCars(platform.database, 7), 7);

    const flags = ['--buyers', '600', '--opens', '9000', '--seed', '7'];
    const simulated = await runCommand(options, 'simulate', ...flags);
    expect(simulated.out).toMatch(/^600 buyers opened \d+ times one of \d+ cars: \d+ events$/m);
    const [, events] = / (\d+) events$/m.exec(simulated.out) ?? [];
    expect((await runCommand(options, 'simulate', ...flags)).out).toMatch(
      new RegExp(`, in place of ${events} simulated before$`, 'm'),
    );
    const { rows: there } = await platform.database.query<{ buyers: number }>(
      'select count(distinct buyer)::int as buyers from event',
    );
    expect(there).toEqual([{ buyers: 600 }]);

    const trained = await runCommand(options, 'train', '--once');
    expect(trained.out).toBe('model 1 published: no model was in use\n');
    expect(trained.code).toBe(0);
    expect(trained.err).toMatch(/held-out nDCG@10 0\.\d+ against 0\.\d+ of popularity/);

    await platform.database.query(`update car set status = 'live' where id = any($1::int[])`, [
      late.map(({ id }) => id),
    ]);
    await platform.caughtUp();
    const cars = await simulatedCars(platform.database, 7);
    await until(async () => {
      const { next } = (await platform.get('/listing/')).json<ListingBody>();
      return next?.includes('model_version=1&') === true && (await listedCars(platform)) === cars.length;
    });

    const { rows } = await platform.database.query<{ buyer: string; ids: number[] }>(
      `select buyer, array_agg(car_ids[1] order by happened_at) as ids from event where kind = 'opened' group by buyer`,
    );
    const openedBy = new Map(rows.map(({ buyer, ids }) => [buyer, ids]));
    const opens = new Map<number, number>();
    for (const { ids } of rows) for (const id of ids) opens.set(id, (opens.get(id) ?? 0) + 1);
    const of = { seen: [] as number[], late: [] as number[], popularity: [] as number[] };
    for (let number = 1; number <= 600; number += 4) {
      const buyer = people.buyer(number);
      const opened = openedBy.get(buyer.id) ?? [];
      if (opened.length < 5) continue;
      const place = new Map((await recommended(platform, buyer.city, opened)).map((id, at) => [id, at]));
      const there = cars.filter(({ id, city }) => city === buyer.city && !opened.includes(id));
      expect(there.every(({ id }) => place.has(id))).toBe(true);
      const wants = (car: (typeof cars)[number]): number => utility(buyer, car);
      const shows = ({ id }: { readonly id: number }): number => -(place.get(id) ?? 0);
      const [old, fresh] = [there.filter(({ id }) => id % 10 !== 3), there.filter(({ id }) => id % 10 === 3)];
      if (old.length >= 10) {
        of.seen.push(agreement(old, wants, shows));
        of.popularity.push(agreement(old, wants, ({ id }) => opens.get(id) ?? 0));
      }
      if (fresh.length >= 5) of.late.push(agreement(fresh, wants, shows));
    }
    if (process.env.TEST_LOG !== undefined)
      process.stderr.write(
        `agreement ${mean(of.seen)} ${mean(of.late)} ${mean(of.popularity)}\n${trained.err}\n`,
      );
    expect(of.seen.length).toBeGreaterThan(50);
    expect(mean(of.seen)).toBeGreaterThan(0.6);
    expect(mean(of.late)).toBeGreaterThan(0.6);
    expect(mean(of.seen)).toBeGreaterThan(mean(of.popularity) + 0.05);
  }, 300_000);

  it('publishes nothing that is no better than popularity, and says why it does not', async () => {
    await using database = await withSampleCars(400);
    const options: PlatformOptions = { databaseUrl: database.url, valkey: testPrefix(), follower: 'none' };
    await using platform = await startPlatform(options);
    const nothing = await runCommand(options, 'train', '--once');
    expect(nothing.code).toBe(5);
    expect(nothing.out).toMatch(
      /^not published: too little happened in 60 days: 0 opens by 0 buyers, and it takes 2000 by 100; 0 simulated .* forecourt simulate$/m,
    );

    await runCommand(options, 'simulate', '--buyers', '200', '--opens', '3000');
    // Whoever it was, they open what all open.
    await platform.database.query(
      `update event set car_ids = array[1 + floor(400 * power(random(), 4))::int] where kind = 'opened'`,
    );
    const worse = await runCommand(options, 'train', '--once');
    expect(worse.out).toMatch(/^not published: held-out nDCG@10 .* by popularity$/m);
    expect(worse.code).toBe(5);
    expect(await newestModelVersion(platform.database)).toBeNull();
  });

  it('learns from real buyers alone as soon as there are enough, and then refuses to simulate others', async () => {
    await using database = await withSampleCars(250);
    const options: PlatformOptions = { databaseUrl: database.url, valkey: testPrefix(), follower: 'none' };
    await using platform = await startPlatform(options);
    await runCommand(options, 'simulate', '--buyers', '130', '--opens', '3500');
    const by = (isBot: boolean): EventRow => ({
      ...eventOf('opened', [5], Date.now() - 1_000),
      ...batchOf([], { isBot }),
    });
    await insertEvents(platform.database, [by(true)]);
    // A program is nobody's buyer.
    expect((await runCommand(options, 'simulate', '--buyers', '130', '--opens', '3500')).code).toBe(0);
    await insertEvents(platform.database, [by(false)]);
    const refused = await runCommand(options, 'simulate', '--seed', '2');
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/^error: OPS_REAL_EVENTS: /);
    expect(
      (await runCommand(options, 'simulate', '--seed', '2', '--buyers', '130', '--opens', '3500', '--force'))
        .code,
    ).toBe(0);
    expect((await runCommand(options, 'train', '--once')).code).toBe(0);
    const isSimulated = async (): Promise<boolean> => {
      const version = (await newestModelVersion(platform.database)) ?? 0;
      const { artifact } = (await readModel(platform.database, version))!;
      return decodeModel(artifact, version).figures.isSimulated;
    };
    expect(await isSimulated()).toBe(true);
    await platform.database.query('update event set is_simulated = false where is_simulated');
    const real = await runCommand(options, 'train', '--once');
    expect(real.code).toBe(0);
    expect(real.err).toMatch(/plan 1: held-out nDCG@10/);
    expect(await isSimulated()).toBe(false);
    // The plan is kept for a day.
    expect((await runCommand(options, 'train', '--once')).err).not.toMatch(/plan 1: /);
  }, 200_000);

  it('keeps the plan that it chose for a day, though the model is refused', async () => {
    await using database = await withSampleCars(60);
    const options: PlatformOptions = { databaseUrl: database.url, valkey: testPrefix(), follower: 'none' };
    await using platform = await startPlatform(options);
    // Each opens the same three cars, again and again: too few for any to be kept back, and nothing to judge by.
    const events = Array.from({ length: 110 * 19 }, (_, at): EventRow => {
      const buyer = Math.floor(at / 19);
      const event = eventOf('opened', [1 + ((3 * buyer + (at % 3)) % 59)], Date.now() - 60_000);
      return { ...event, ...batchOf([]), buyer: buyerNamed(buyer) };
    });
    await insertEvents(platform.database, events);
    const first = await runCommand(options, 'train', '--once');
    expect(first.out).toMatch(/^not published: /);
    expect(first.err).toMatch(/plan 1: held-out nDCG@10/);
    const second = await runCommand(options, 'train', '--once');
    expect(second.out).toMatch(/^not published: /);
    expect(second.err).not.toMatch(/plan 1: /);
    // After a day it is chosen anew, and what cannot be read is none.
    for (const change of ["plan = '{}'", "chosen_at = chosen_at - interval '25 hours'"]) {
      await platform.database.query(`update recommender_plan set ${change}`);
      const trainer = startTrainer(options, '--once');
      await trainer.says('plan 1: ');
      const ended = once(trainer.process, 'exit');
      trainer.process.kill('SIGKILL');
      await ended;
    }
  }, 300_000);
});

/** How many cars are listed. */
async function listedCars(platform: Platform): Promise<number> {
  return (await platform.get('/listing/')).json<ListingBody>().count;
}

describe('trainers', () => {
  it(`killed at any moment leave a whole model in use (seed ${seed})`, async () => {
    const random = new Random(seed, 0);
    await using database = await withSampleCars(300);
    const options: PlatformOptions = { databaseUrl: database.url, valkey: testPrefix(), follower: 'none' };
    await using platform = await startPlatform(options);
    await runCommand(options, 'simulate', '--buyers', '150', '--opens', '2000');
    const started = performance.now();
    expect((await runCommand(options, 'train', '--once')).code).toBe(0);
    const passMs = performance.now() - started;
    let used = 0;
    for (let kill = 0; kill < 15; kill += 1) {
      const { process: trainer } = startTrainer(options, '--once');
      const ended = once(trainer, 'exit');
      await Promise.race([sleep(random.below(1.3 * passMs)), ended]);
      trainer.kill('SIGKILL');
      await ended;
      const version = (await newestModelVersion(platform.database)) ?? 0;
      const { artifact } = (await readModel(platform.database, version))!;
      expect(decodeModel(artifact, version).carIds.length).toBeGreaterThan(0);
      expect(platform.shelf.current?.version ?? used).toBeGreaterThanOrEqual(used);
      used = platform.shelf.current?.version ?? 0;
    }
    // The next one that is left alone publishes, and the server uses it.
    expect((await runCommand(options, 'train', '--once')).code).toBe(0);
    const newest = await newestModelVersion(platform.database);
    await until(() => Promise.resolve(platform.shelf.current?.version === newest));
    expect(platform.logged.filter(({ level }) => level >= 40)).toEqual([]);
  }, 300_000);

  it('take turns: one trains, another stands by and takes over, and who trains by hand need not wait for their rest', async () => {
    await using database = await withSampleCars(300);
    const options: PlatformOptions = { databaseUrl: database.url, valkey: testPrefix(), follower: 'none' };
    await using platform = await startPlatform(options);
    await runCommand(options, 'simulate', '--buyers', '150', '--opens', '2000');
    const atWork = await tryLease(database.url, 'the trainer');
    const trainers = [startTrainer(options), startTrainer(options)];
    for (const trainer of trainers) await trainer.says('another trainer is at work: standing by');
    expect(await runCommand(options, 'train', '--once')).toMatchObject({
      code: 5,
      out: 'not published: another trainer is at work; try again when it has ended\n',
    });
    await atWork?.release();
    const working = (): typeof trainers => trainers.filter((trainer) => trainer.saidTimes('training: ') > 0);
    await until(() => Promise.resolve(working().length > 0));
    expect(working().length).toBe(1);
    working()[0]?.process.kill('SIGKILL');
    const other = trainers.find((trainer) => trainer !== working()[0])!;
    await other.says('model 1 published');
    expect((await runCommand(options, 'train', '--once')).out).toMatch(/^model 2 published: /);

    const third = startTrainer(options);
    await third.says('trained 1 min ago: resting for 45 min');
    third.process.kill('SIGTERM');
    expect(await once(third.process, 'exit')).toEqual([0, null]);
    // Young as they are, those that nobody can read are as good as none.
    await platform.database.query(`update recommender_model set artifact = substring(artifact for 1000)`);
    const fourth = startTrainer(options);
    await fourth.says('training: ');
    await platform.database.query(
      `select pg_terminate_backend(pid) from pg_locks join pg_stat_activity using (pid)
       where locktype = 'advisory' and application_name = 'forecourt train' and pg_stat_activity.datname = current_database()`,
    );
    await fourth.says('the connection broke that makes this trainer the only one: standing by');
    await fourth.says('model 3 published');
    expect(other.saidTimes('training: ')).toBe(1);
  });

  it('tell of a thread that ends without a word, and go on: they hold the lease, and are not stopped', async () => {
    await using database = await withSampleCars(300);
    const folder = await mkdtemp(join(tmpdir(), 'forecourt-silent-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const preload = join(folder, 'silent.cjs');
    await writeFile(
      preload,
      "const { isMainThread, workerData } = require('node:worker_threads'); if (!isMainThread && workerData?.input) process.exit(3);",
    );
    const options: PlatformOptions = {
      databaseUrl: database.url,
      valkey: testPrefix(),
      follower: 'none',
      environment: { NODE_OPTIONS: `--require ${preload}` },
    };
    await runCommand({ ...options, environment: {} }, 'simulate', '--buyers', '150', '--opens', '2000');
    const failed = await runCommand(options, 'train', '--once');
    expect(failed.code).toBe(1);
    expect(failed.err).toMatch(/RECOMMEND_THREAD_ENDED: .*\(exit code 3\)/);
    const trainer = startTrainer(options);
    await trainer.says('nothing is trained: The thread that trains has ended');
    expect(trainer.saidTimes('the connection broke')).toBe(0);
    trainer.process.kill('SIGTERM');
    expect(await once(trainer.process, 'exit')).toEqual([0, null]);
  });

  it('compare with the newest model that can be read, and say which they passed over', async () => {
    await using database = await withSampleCars(300);
    const options: PlatformOptions = { databaseUrl: database.url, valkey: testPrefix(), follower: 'none' };
    await using platform = await startPlatform(options);
    await runCommand(options, 'simulate', '--buyers', '150', '--opens', '2000');
    for (const version of [1, 2])
      expect((await runCommand(options, 'train', '--once')).out).toContain(`model ${version} published: `);
    await platform.database.query(
      `update recommender_model set artifact = substring(artifact from 1 for 500) where version = 2`,
    );
    const trained = await runCommand(options, 'train', '--once');
    expect(trained.err).toMatch(/model 2 is not compared with: /);
    expect(trained.out).toMatch(/^model 3 published: /);
    expect(trained.out).not.toContain('no model was in use');
  });

  it('ask for cars, where there are none for made-up buyers to look at', async () => {
    await using database = await testDatabase();
    const options: PlatformOptions = { databaseUrl: database.url, valkey: testPrefix(), follower: 'none' };
    const { code, err } = await runCommand(options, 'train', '--once', '--sample-buyers');
    expect([code, err]).toEqual([1, expect.stringMatching(/^error: OPS_NO_CARS: /m)]);
  });

  it.each([
    ['train --once', 'held out als: pass', 'stopped; nothing was published'],
    ['simulate --buyers 20000 --opens 2000000', 'simulating: ', 'stopped; nothing was changed'],
  ])(
    'end with 130 and a word when %s is stopped',
    async (command, words, last) => {
      await using database = await withSampleCars(2_000);
      const options: PlatformOptions = { databaseUrl: database.url, valkey: testPrefix(), follower: 'none' };
      await using platform = await startPlatform(options);
      await runCommand(options, 'simulate', '--buyers', '1000', '--opens', '20000');
      const count = async (): Promise<unknown> =>
        (await platform.database.query('select count(*) from event')).rows[0];
      const before = await count();
      const started = startCommand(options, ...command.split(' '));
      await started.says(words);
      started.process.kill('SIGINT');
      expect(await once(started.process, 'exit')).toEqual([130, null]);
      await started.says(last);
      expect(started.saidTimes('rror')).toBe(0);
      expect(await newestModelVersion(platform.database)).toBeNull();
      expect(await count()).toEqual(before);
    },
    120_000,
  );

  it('end quickly when told to in the middle of a training', async () => {
    await using database = await withSampleCars(2_000);
    const options: PlatformOptions = { databaseUrl: database.url, valkey: testPrefix(), follower: 'none' };
    await runCommand(options, 'simulate', '--buyers', '1000', '--opens', '20000');
    const trainer = startTrainer(options);
    await trainer.says('held out als: pass');
    trainer.process.kill('SIGTERM');
    expect(await once(trainer.process, 'exit')).toEqual([0, null]);
    expect(trainer.saidTimes('published')).toBe(0);
  });
});
