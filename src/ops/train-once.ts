import type { Logger } from 'pino';
import type { BuyerId } from '../catalog/buyer.js';
import type { CarFacts } from '../catalog/car-facts.js';
import type { CarId } from '../catalog/car.js';
import type { Keys } from '../index/keys.js';
import { connectValkey, whenConnected } from '../index/client.js';
import { announceModel } from '../index/model-news.js';
import type { StoredModel } from '../recommend/artifact.js';
import { isPlan } from '../recommend/artifact-header.js';
import type { ModelPlan } from '../recommend/model/plan.js';
import { usualPlan } from '../recommend/model/plan.js';
import type { TimedInteractions } from '../recommend/tab-separated.js';
import { simulatedPlan } from '../recommend/training/simulated-plan.js';
import type { TrainingInput, TrainingNews } from '../recommend/training/train-model.js';
import { WantedCars } from '../recommend/training/wanted-cars.js';
import { messageOf } from '../shared/errors.js';
import type { Database } from '../source/database.js';
import type { ModelRow } from '../source/model-store.js';
import { keepPlan, publishModel, readKeptPlan } from '../source/model-store.js';
import { readTrainingCars } from '../source/training-cars.js';
import { readTrainingEvents } from '../source/training-events.js';
import { newestReadableModel } from './newest-model.js';
import { Stopped } from './stopping.js';
import { trainInThread } from './training-thread.js';

export interface TrainOnceParts {
  readonly database: Database;
  readonly valkeyUrl: string;
  readonly keys: Keys;
  /** Events of so many days are learned from. */
  readonly days: number;
  /** Whether to look for a better plan, whatever is known of plans. */
  readonly chooses: boolean;
  readonly log: Logger;
  readonly onNews: (news: TrainingNews) => void;
}

/** What came of it. Null version: nothing was published, and `reason` says why. */
export interface TrainOnceOutcome {
  readonly version: number | null;
  readonly reason: string;
}

/** Fewer are no picture of what buyers want: the order would be that of chance. */
const fewest = {
  real: { opens: 2_000, buyers: 100 },
  simulated: { opens: 200, buyers: 20 },
} as const;

const dayMs = 86_400_000;
/** What buyers want changes slowly: a plan that was chosen on their events is good for so long. */
const planLastsMs = dayMs;
/** The same events give the same model. */
const seed = 20_261_125;

/** Reads what buyers did, trains in a thread of its own, publishes what is good enough, and tells servers. */
export async function trainOnce(parts: TrainOnceParts, signal: AbortSignal): Promise<TrainOnceOutcome> {
  const { database, log, onNews } = parts;
  const untilMs = Date.now();
  const former = await readFormer(database, log);
  const lessons = await readLessons(parts, untilMs);
  if (typeof lessons === 'string') return { version: null, reason: lessons };
  const { carIds, facts, interactions, isSimulated } = lessons;
  const known = await lastPlan(database, former?.model ?? null, isSimulated);
  const input: TrainingInput = {
    interactions,
    carIds,
    facts,
    untilMs,
    isSimulated,
    ...known,
    chooses: parts.chooses || (isOld(known, untilMs) && !isSimulated),
    seed,
  };
  const { users, userCount } = interactions;
  const learned = isSimulated ? 'simulated buyers' : 'buyers';
  log.info(
    `training: ${facts.length} cars, of which ${userCount} ${learned} wanted ${users.length} times one`,
  );
  const inUse =
    former === null ? null : { version: former.row.version, artifact: new Uint8Array(former.row.artifact) };
  let keeping = Promise.resolve();
  const hear = (news: TrainingNews): void => {
    onNews(news);
    if (news.kind === 'chosen')
      keeping = keepPlan(database, isSimulated, news).catch((error: unknown) => {
        log.warn(`the plan chosen is not kept for the next training: ${messageOf(error)}`);
      });
  };
  const { artifact, reason, figures } = await trainInThread({ input, inUse }, hear, signal).finally(
    () => keeping,
  );
  if (artifact === null) return { version: null, reason };
  // Whoever trains now might be another.
  if (signal.aborted) throw new Stopped();
  const version = await publishModel(database, { trainedUntilMs: untilMs, isSimulated, figures, artifact });
  await announce(parts, version);
  return { version, reason };
}

/** The model in use; null where there is none that can be read. */
async function readFormer(
  database: Database,
  log: Logger,
): Promise<{ readonly row: ModelRow; readonly model: StoredModel } | null> {
  const { found, passedOver } = await newestReadableModel(database);
  for (const { version, error } of passedOver)
    log.warn(`model ${version} is not compared with: ${messageOf(error)}`);
  return found;
}

interface Lessons {
  readonly interactions: TimedInteractions;
  readonly carIds: Int32Array;
  readonly facts: readonly CarFacts[];
  readonly isSimulated: boolean;
}

/** Real events if there are enough of them, else simulated ones; never both. Or why there is nothing to learn from. */
async function readLessons({ database, days }: TrainOnceParts, untilMs: number): Promise<Lessons | string> {
  const problems: string[] = [];
  for (const isSimulated of [false, true]) {
    const span = { from: new Date(untilMs - days * dayMs), to: new Date(untilMs), simulated: isSimulated };
    const wanted = new WantedCars();
    const buyers = new Set<BuyerId>();
    let opens = 0;
    for await (const events of readTrainingEvents(database, span))
      for (const event of events) {
        wanted.add(event);
        if (event.kind !== 'opened') continue;
        opens += 1;
        buyers.add(event.buyer);
      }
    const needed = isSimulated ? fewest.simulated : fewest.real;
    const have = `${opens} ${isSimulated ? 'simulated ' : ''}opens by ${buyers.size} buyers`;
    if (opens < needed.opens || buyers.size < needed.buyers) {
      problems.push(`${have}, and it takes ${needed.opens} by ${needed.buyers}`);
      continue;
    }
    return { isSimulated, ...(await withCars(database, wanted)) };
  }
  return `too little happened in ${days} days: ${problems.join('; ')}. Buyers to try it with: forecourt simulate`;
}

async function withCars(database: Database, wanted: WantedCars): Promise<Omit<Lessons, 'isSimulated'>> {
  const numbers = new Map<CarId, number>();
  const facts: CarFacts[] = [];
  for await (const cars of readTrainingCars(database, [...wanted.carIds()]))
    for (const { id, values, featureIds } of cars) {
      numbers.set(id, facts.length);
      facts.push({ values, featureIds });
    }
  return { interactions: wanted.interactions(numbers), carIds: Int32Array.from(numbers.keys()), facts };
}

interface KnownPlan {
  readonly plan: ModelPlan;
  /** Null: nobody chose it. */
  readonly planChosenAtMs: number | null;
}

/** The last one chosen on events of the same kind, though its model may have been refused; else one to start from. */
async function lastPlan(
  database: Database,
  former: StoredModel | null,
  isSimulated: boolean,
): Promise<KnownPlan> {
  const ofModel = former?.figures.isSimulated === isSimulated ? former.figures : null;
  const kept = await readKeptPlan(database, isSimulated);
  if (kept !== null && isPlan(kept.plan) && kept.chosenAtMs >= (ofModel?.planChosenAtMs ?? 0))
    return { plan: kept.plan, planChosenAtMs: kept.chosenAtMs };
  if (ofModel !== null) return { plan: ofModel.plan, planChosenAtMs: ofModel.planChosenAtMs };
  return { plan: isSimulated ? simulatedPlan : usualPlan, planChosenAtMs: null };
}

function isOld({ planChosenAtMs }: KnownPlan, nowMs: number): boolean {
  return planChosenAtMs === null || nowMs - planChosenAtMs > planLastsMs;
}

/** Servers that hear nothing find it within a minute. */
async function announce({ valkeyUrl, keys, log }: TrainOnceParts, version: number): Promise<void> {
  const valkey = connectValkey(valkeyUrl, { commandTimeoutMs: 5_000 });
  try {
    await whenConnected(valkey, 5_000);
    await announceModel(valkey, keys, version);
  } catch (error) {
    log.warn(`model ${version} was published, but not announced: ${messageOf(error)}`);
  } finally {
    valkey.disconnect();
  }
}
