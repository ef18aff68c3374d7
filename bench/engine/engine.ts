import { composeFacets } from '../../src/catalog/facets.js';
import { parseListingRequest } from '../../src/catalog/parse-request.js';
import { positionZero } from '../../src/catalog/position.js';
import type { Query } from '../../src/catalog/query.js';
import { resolveOrdering } from '../../src/listing/recommended.js';
import { NearListing } from '../../src/listing/near-listing.js';
import { countFacets } from '../../src/near/facets.js';
import type { NearIndex } from '../../src/near/near-index.js';
import { Selector } from '../../src/near/selection.js';
import { Latencies } from '../load/latencies.js';
import { pathOf, Questions } from '../load/questions.js';
import type { EngineAnswer, EngineRequest } from './messages.js';
import { names } from './sample-cars.js';
import { repriced, sampleIndex } from './sample-index.js';

/*
 * The near index alone, in a process of its own: no server, no HTTP. What is timed is what a listing does between the parsed question
 * and the cards of its page.
 */

const changedCars = 20_000;
/** What a feed brings at once, at most, that is not copied aside. */
const bulk = 500;

process.on('message', (request: EngineRequest) => {
  void measure(request).then((answer) => process.send?.(answer));
});
process.on('disconnect', () => process.exit());
process.stdout.write('ready\n');

async function measure({ cars, questions, facetQuestions }: EngineRequest): Promise<EngineAnswer> {
  const index = sampleIndex(cars);
  const asked = freshQueries(2 * questions);
  const queries = await timeQueries(index, asked.slice(0, questions), asked.slice(questions));
  const facets = timeFacets(index, asked.slice(0, facetQuestions), asked.slice(-facetQuestions));
  const { count, bytes, cards } = index;
  const bytesPerCar = Math.round(bytes / count);
  const cardBytesPerCar = Math.round(cards.bytes / count);
  return { cars, ...queries, ...facets, bytesPerCar, cardBytesPerCar, ...timeChanges(index, cars) };
}

function freshQueries(count: number): readonly Query[] {
  const all = new Questions();
  return Array.from({ length: count }, (_, nth) => {
    const parsed = parseListingRequest(new URL(pathOf(all.fresh(nth)), 'http://localhost').searchParams);
    if (!parsed.ok) throw new Error('not a question');
    return { ...parsed.value, ordering: resolveOrdering(parsed.value.ordering) };
  });
}

async function timeQueries(
  index: NearIndex,
  warmUp: readonly Query[],
  timed: readonly Query[],
): Promise<Pick<EngineAnswer, 'queryP50Us' | 'queryP99Us'>> {
  const selector = new Selector(index);
  const picture = { index, selector, names, position: positionZero, words: null };
  const listing = new NearListing(
    { picture },
    { cards: () => Promise.reject(new Error('all cards are held')) },
  );
  for (const query of warmUp) await listing.list(query);
  const times = new Latencies();
  for (const query of timed) {
    const started = performance.now();
    await listing.list(query);
    times.add(performance.now() - started);
  }
  return {
    queryP50Us: rounded(1000 * times.percentile(0.5)),
    queryP99Us: rounded(1000 * times.percentile(0.99)),
  };
}

/** From the question to the panel as it is sent, and the longest that others wait meanwhile. */
function timeFacets(
  index: NearIndex,
  warmUp: readonly Query[],
  timed: readonly Query[],
): Pick<EngineAnswer, 'facetsP50Ms' | 'facetsP99Ms' | 'facetsWorstPieceMs'> {
  const whole = new Latencies();
  let worst = 0;
  const panel = ({ filters }: Query): void => {
    const started = performance.now();
    let turn = started;
    const pieceEnds = (): void => {
      const now = performance.now();
      worst = Math.max(worst, now - turn);
      turn = now;
    };
    const pieces = countFacets(index, filters);
    for (let piece = pieces.next(); ; piece = pieces.next()) {
      if (piece.done === true) {
        composeFacets(piece.value, filters, names);
        pieceEnds();
        break;
      }
      pieceEnds();
    }
    whole.add(performance.now() - started);
  };
  for (const query of warmUp) panel(query);
  whole.clear();
  worst = 0;
  for (const query of timed) panel(query);
  return {
    facetsP50Ms: rounded(whole.percentile(0.5)),
    facetsP99Ms: rounded(whole.percentile(0.99)),
    facetsWorstPieceMs: rounded(worst),
  };
}

/** Prices set, one car at a time and many at a time. */
function timeChanges(
  index: NearIndex,
  cars: number,
): Pick<EngineAnswer, 'singleChangesPerSecond' | 'bulkChangesPerSecond'> {
  const count = Math.min(changedCars, cars);
  const changes = [1_000, 2_000].map((by) => repriced(1, count, by));
  const [singles = [], many = []] = changes;
  const perSecond = (apply: () => void): number => {
    const started = performance.now();
    apply();
    return Math.round((1000 * singles.length) / (performance.now() - started));
  };
  return {
    singleChangesPerSecond: perSecond(() => {
      for (const car of singles) index.apply([car]);
    }),
    bulkChangesPerSecond: perSecond(() => {
      for (let at = 0; at < many.length; at += bulk) index.apply(many.slice(at, at + bulk));
    }),
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
