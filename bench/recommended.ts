import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { must } from '../src/shared/assert.js';
import type { Round } from './cell.js';
import { measureRound, medianOf } from './cell.js';
import { mostPerSecond, warmUpSeconds } from './listing-cells.js';
import type { Asker } from './load/asking.js';
import { median } from './load/latencies.js';
import { loadNamed } from './load/loads.js';
import type { WayName } from './load/ways.js';
import { wayNames, Ways } from './load/ways.js';
import { modelIn } from './measure/server-log.js';
import type { Options } from './options.js';
import type { Member } from './process/member.js';
import type { ModelInUse, RankedCell, Recommended, TimesPrice } from './result.js';
import type { RunningSystem, Stage } from './systems/running-system.js';
import { forecourt, forecourtEnvironment, startSystem } from './systems/running-system.js';

/** What a recommended page costs, against one in order of price of the same filters. */
export interface RecommendedRequest {
  /** A second one like it is asked: what thousands of visitors leave in a server would stand in what is measured after this. */
  readonly near: RunningSystem;
  readonly stage: Stage;
  readonly cars: number;
  readonly logPosition: () => Promise<string>;
}

/** The bar is of this many. */
const mostCars = 5_000;

/** Null: there are too many cars. Nothing else runs meanwhile. */
export async function measureRecommended(
  { near, stage, cars, logPosition }: RecommendedRequest,
  driver: Member,
  asker: Asker,
  options: Options,
  log: (line: string) => void,
): Promise<Recommended | null> {
  if (cars > mostCars) {
    log(`recommended pages are measured up to ${mostCars.toLocaleString('en')} cars`);
    return null;
  }
  log('simulating buyers and training');
  const trainSeconds = await train(stage);
  const shift = stage.crew.shift();
  const server = await startSystem(near.system, { ...stage, crew: shift }, near.follower);
  await server.thaw(await logPosition());
  const model = await untilModel(server);
  log(
    `model ${model.version}: ${model.cars} cars, wanted ${model.wanted} times by ${model.buyers} buyers, after ${trainSeconds} s`,
  );
  const ways = new Ways(asker.asking(loadNamed('price'), 0, 0), await liveCars(stage.databaseUrl));
  await checkWays(server, ways, model);
  server.freeze();
  const cells: RankedCell[] = [];
  for (const connections of options.connections)
    cells.push(...(await measureWays({ server, ways, connections, options, logPosition }, driver, log)));
  await shift.stop();
  return { model, trainSeconds, cells };
}

/** As `npm start` does, once: buyers are simulated, and a model of what they did is published, or this fails. */
async function train(stage: Stage): Promise<number> {
  const started = performance.now();
  const trainer = await stage.crew.start({
    name: 'the trainer',
    script: forecourt,
    args: ['train', '--once', '--sample-buyers'],
    environment: forecourtEnvironment(stage),
    readyAtOnce: true,
    mayEnd: true,
  });
  const how = await trainer.ended;
  if (how !== null) throw new Error(how);
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  await settle(stage.databaseUrl);
  return seconds;
}

/** What Postgres would do by itself after so many new rows, it does now. */
async function settle(databaseUrl: string): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    await client.query('vacuum analyze');
    await client.query('checkpoint');
  });
}

async function liveCars(databaseUrl: string): Promise<readonly number[]> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ id: number }>(
      "select id from car where status = 'live' order by id",
    );
    return rows.map(({ id }) => id);
  });
}

async function withClient<T>(databaseUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const pollMs = 20;
const modelPatienceMs = 30_000;

/** Until the server orders by its model: it comes into use when the rows of all cars are made. */
async function untilModel(server: RunningSystem): Promise<ModelInUse> {
  const deadline = performance.now() + modelPatienceMs;
  while (performance.now() < deadline) {
    const model = modelIn(server.server.log);
    const { next } = await pageOf(server, '/listing/?ordering=recommended');
    if (model !== null && versionIn(next) === model.version) return model;
    await sleep(pollMs);
  }
  throw new Error(`${server.system.name} has no model in use:\n${server.server.log}`);
}

/** What is looked at of an answer. */
interface Page {
  readonly count: number;
  readonly next: string | null;
}

async function pageOf(server: RunningSystem, path: string): Promise<Page> {
  const { status, body } = await server.get(path);
  if (status !== 200) throw new Error(`${server.system.name} answers ${path} with ${status}: ${body}`);
  return JSON.parse(body) as Page;
}

/** The model that a link goes on with. */
function versionIn(link: string | null): number | null {
  const version = link === null ? null : new URL(link).searchParams.get('model_version');
  return version === null ? null : Number(version);
}

/** Whichever the way, there are as many cars; and all but the price-ordered pages are ranked by the model, for whom they should be. */
async function checkWays(server: RunningSystem, ways: Ways, { version }: ModelInUse): Promise<void> {
  const { paths: priced } = ways.asking('price', 0);
  const counts = new Map<string, number>();
  for (const path of priced) counts.set(filtersOf(path), (await pageOf(server, path)).count);
  for (const way of wayNames)
    for (const path of ways.asking(way, priced.length).paths) {
      const { count, next } = await pageOf(server, path);
      const ranked = way === 'price' ? null : version;
      if (count !== counts.get(filtersOf(path)) || (next !== null && versionIn(next) !== ranked))
        throw new Error(`${way}: not what was asked for: ${path}: ${count} cars, then ${String(next)}`);
    }
}

/** The same for every way of asking. */
function filtersOf(path: string): string {
  const { searchParams } = new URL(path, 'http://localhost');
  searchParams.delete('ordering');
  searchParams.delete('seen_car_ids');
  return searchParams.toString();
}

interface WaysRequest {
  readonly server: RunningSystem;
  readonly ways: Ways;
  readonly connections: number;
  readonly options: Options;
  readonly logPosition: () => Promise<string>;
}

/** A B C D, A B C D ...: what slows the machine for a while slows all alike. */
async function measureWays(
  { server: running, ways, connections, options, logPosition }: WaysRequest,
  driver: Member,
  log: (line: string) => void,
): Promise<readonly RankedCell[]> {
  const { seconds } = options;
  const most = Math.ceil(mostPerSecond(connections) * (seconds + warmUpSeconds));
  const attemptAt = (way: WayName) => ({
    running,
    connections,
    asking: ways.asking(way, most),
    changesPerSecond: 0,
    seconds,
    warmUpSeconds,
  });
  const roundsOf: Record<WayName, Round[]> = {
    price: [],
    anybody: [],
    'known visitor': [],
    'new visitor': [],
  };
  for (let nth = 0; nth < options.rounds; nth += 1)
    for (const way of wayNames) {
      const attempt = attemptAt(way);
      await running.thaw(await logPosition());
      // So that they have been here before: the new visitors of the round before may have taken their place.
      if (way === 'known visitor') for (const path of attempt.asking.paths) await running.get(path);
      roundsOf[way].push(await measureRound(attempt, driver, null));
      running.freeze();
    }
  const attempt = attemptAt('price');
  return wayNames.map((way) => {
    const timesPrice = way === 'price' ? null : timesPriceOf(roundsOf[way], roundsOf.price);
    const cell = { way, connections, timesPrice, ...medianOf(attempt, roundsOf[way]) };
    log(lineOf(cell));
    return cell;
  });
}

function lineOf({ way, connections, requestsPerSecond, p50Ms, p99Ms, timesPrice }: RankedCell): string {
  const rate = Math.round(requestsPerSecond).toLocaleString('en');
  const times = (ratio: number): string => `${ratio.toFixed(2)} ×`;
  const ratios =
    timesPrice === null
      ? ''
      : `  p50 ${times(timesPrice.p50)}, time ${times(timesPrice.time)}, processor ${times(timesPrice.cpu)}`;
  return (
    `recommended   ${String(connections).padStart(2)} conn. ${way.padEnd(17)}${rate.padStart(7)}/s  ` +
    `p50 ${p50Ms.toFixed(3)}  p99 ${p99Ms.toFixed(3)} ms${ratios}`
  );
}

/** Each round against the price-ordered one of the same round, which was measured seconds before. */
function timesPriceOf(rounds: readonly Round[], priced: readonly Round[]): TimesPrice {
  const of = (value: (round: Round) => number): number => {
    const ratios = rounds.map(
      (round, nth) => value(round) / value(must(priced[nth], 'its price-ordered round')),
    );
    return Number(median(ratios).toPrecision(4));
  };
  return {
    p50: of(({ report }) => report.p50Ms),
    time: of(({ report }) => report.seconds / report.requests),
    cpu: of(({ cpu, report }) => Object.values(cpu).reduce((sum, each) => sum + each, 0) / report.requests),
  };
}
