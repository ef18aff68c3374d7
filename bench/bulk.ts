import pg from 'pg';
import { positionFromString } from '../src/catalog/position.js';
import { must } from '../src/shared/assert.js';
import type { Asker, Asking } from './load/asking.js';
import { drive } from './load/drive.js';
import { loadNamed } from './load/loads.js';
import type { Report } from './load/job.js';
import type { Options } from './options.js';
import type { Member } from './process/member.js';
import type { Control, Reprice, Storm } from './result.js';
import type { RunningSystem } from './systems/running-system.js';

/** What happens to the near index, and to those who ask it, when many cars change. Nothing else runs meanwhile. */
export interface BulkRequest {
  readonly near: RunningSystem;
  /** A constant body, driven in the same storm: what it suffers is the machine's doing. Undefined: it does not run. */
  readonly constant: RunningSystem | undefined;
  readonly databaseUrl: string;
  readonly cars: number;
  readonly logPosition: () => Promise<string>;
}

/** Last of all: it leaves cars repriced that the wide table does not know of. */
export async function measureBulk(
  request: BulkRequest,
  driver: Member,
  asker: Asker,
  { connections, seconds }: Options,
  log: (line: string) => void,
): Promise<{ storms: Storm[]; reprice: Reprice | null }> {
  const asking = asker.asking(loadNamed('zipf'), 0, 0);
  const storms: Storm[] = [];
  for (const each of connections) {
    const storm = await measureStorm(request, driver, asking, { connections: each, seconds: 2 * seconds });
    log(
      `storm, ${each} conn.: ${storm.carsPerSecond} cars/s; p99 ${storm.quietP99Ms.toFixed(3)} ms before, ` +
        `${storm.stormP99Ms.toFixed(3)} ms meanwhile; ${storm.refused} refused, ${storm.behindMs} ms behind at the end`,
    );
    storms.push(storm);
  }
  const reprice = request.cars < repricedCars ? null : await measureReprice(request);
  if (reprice !== null)
    log(
      `${reprice.cars} cars repriced in ${reprice.statementMs} ms; visible after ${reprice.visibleMs} ms, near ${reprice.nearMs} ms`,
    );
  return { storms, reprice };
}

const repricedCars = 100_000;
const pollMs = 5;

/** One statement reprices many cars: how long after its commit every page has it, whole. */
async function measureReprice({ near, databaseUrl, logPosition }: BulkRequest): Promise<Reprice> {
  await near.thaw(await logPosition());
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  const started = performance.now();
  const { rowCount } = await pool.query('update car set price = price + 1000 where id <= $1', [repricedCars]);
  const committed = performance.now();
  const position = await logPosition();
  const visibleMs = untilAnswered(near, position).then(() => performance.now() - committed);
  const nearMs = untilNear(near, position).then(() => performance.now() - committed);
  const result = {
    cars: rowCount ?? 0,
    statementMs: Math.round(committed - started),
    visibleMs: Math.round(await visibleMs),
    nearMs: Math.round(await nearMs),
  };
  await pool.end();
  near.freeze();
  return result;
}

/** As staff wait who want to see what they have done. The server gives up after a second: they ask again. */
async function untilAnswered(near: RunningSystem, position: string): Promise<void> {
  const path = `/listing/?ordering=price&min_position=${position}`;
  while ((await near.get(path)).status !== 200);
}

/** Waits without asking for a position: a server whose answers must be so new would take others than its near index. */
async function untilNear(near: RunningSystem, position: string): Promise<void> {
  const wanted = must(positionFromString(position), 'a position');
  for (;;) {
    const { headers } = await near.get('/listing/?ordering=price');
    const at = positionFromString(String(headers['x-position'])) ?? 0n;
    if (at >= wanted && /\bnear;/.test(String(headers['server-timing']))) return;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/** A little more than is asked for, so that the bar can be met. */
const carsPerSecond = 22_000;
/** As programs do that set prices: a transaction for every so many cars. */
const carsPerTransaction = 200;
const transactionsAtOnce = 3;

/** Listings while some 20,000 cars a second change, against listings while none does. */
async function measureStorm(
  request: BulkRequest,
  driver: Member,
  asking: Asking,
  { connections, seconds }: { readonly connections: number; readonly seconds: number },
): Promise<Storm> {
  const { near, constant, databaseUrl, cars, logPosition } = request;
  const driven = async (system: RunningSystem): Promise<Report> => {
    const { port } = system.server;
    const job = { port, ...asking, connections, seconds, warmUpSeconds: 1, awake: false, mayRefuse: true };
    return drive(driver, job, () => undefined);
  };
  const inStorm = async (system: RunningSystem): Promise<{ driven: Report; changed: number }> => {
    const storming = new AbortController();
    const changing = changeCars(databaseUrl, cars, storming.signal);
    const during = await driven(system);
    storming.abort();
    return { driven: during, changed: await changing };
  };
  await near.thaw(await logPosition());
  const quiet = await driven(near);
  const started = performance.now();
  const stormy = await inStorm(near);
  const over = performance.now();
  await untilNear(near, await logPosition());
  const held = performance.now();
  const control = constant === undefined ? null : await measureControl(constant, driven, inStorm);
  await untilNear(near, await logPosition());
  near.freeze();
  return {
    connections,
    wantedPerSecond: carsPerSecond,
    carsPerSecond: Math.round((1000 * stormy.changed) / (held - started)),
    behindMs: Math.round(held - over),
    refused: stormy.driven.refused,
    quietP99Ms: quiet.p99Ms,
    stormP99Ms: stormy.driven.p99Ms,
    quietPerSecond: Math.round(quiet.requests / quiet.seconds),
    stormPerSecond: Math.round(stormy.driven.requests / stormy.driven.seconds),
    control,
  };
}

/** The near index takes the same storm in meanwhile, and is asked nothing. */
async function measureControl(
  constant: RunningSystem,
  driven: (system: RunningSystem) => Promise<Report>,
  inStorm: (system: RunningSystem) => Promise<{ driven: Report }>,
): Promise<Control> {
  constant.server.thaw();
  const quiet = await driven(constant);
  const stormy = await inStorm(constant);
  constant.freeze();
  return { quietP99Ms: quiet.p99Ms, stormP99Ms: stormy.driven.p99Ms };
}

/** Commits changes at an even pace, or as fast as Postgres takes them; answers how many cars. */
async function changeCars(databaseUrl: string, cars: number, signal: AbortSignal): Promise<number> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: transactionsAtOnce });
  pool.on('error', () => undefined); // the query under way says the same
  const started = performance.now();
  let begun = 0;
  let changed = 0;
  const worker = async (): Promise<void> => {
    while (!signal.aborted) {
      const dueMs = (1000 * begun * carsPerTransaction) / carsPerSecond;
      const first = 1 + ((begun * carsPerTransaction) % Math.max(1, cars - carsPerTransaction));
      begun += 1;
      const early = dueMs - (performance.now() - started);
      if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
      const { rowCount } = await pool.query({
        name: 'storm',
        text: 'update car set price = price + 100 where id between $1 and $2',
        values: [first, first + carsPerTransaction - 1],
      });
      changed += rowCount ?? 0;
    }
  };
  await Promise.all(Array.from({ length: transactionsAtOnce }, worker));
  await pool.end();
  return changed;
}
