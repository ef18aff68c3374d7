import { describe, expect, it } from 'vitest';
import { agreement, mean, sampleFacts } from '../../../test/support/simulation.js';
import type { BuyerId } from '../../catalog/buyer.js';
import type { CarId } from '../../catalog/car.js';
import { Random } from '../../shared/random.js';
import { decodeModel, encodeModel } from '../artifact.js';
import { Popularity } from '../popularity.js';
import { CarModel } from '../published-model.js';
import { SimulatedBuyers, utility } from '../simulation/simulated-buyers.js';
import { simulatedCar } from '../simulation/simulated-cars.js';
import { simulateEvents } from '../simulation/simulate-events.js';
import type { TimedInteractions } from '../tab-separated.js';
import { simulatedPlan } from './simulated-plan.js';
import type { TrainingInput, TrainingNews, TrainingOutcome } from './train-model.js';
import { fewestFreshBuyers, trainModel } from './train-model.js';
import { WantedCars } from './wanted-cars.js';

const nowMs = Date.UTC(2026, 5, 1);
const dayMs = 86_400_000;
const seed = 3;
const buyerCount = 500;
const listed = sampleFacts(1_200);
const cars = listed.map(({ id, facts }) => simulatedCar(id, facts, seed));
/** One car in ten is added after the training. */
const isNew = (id: CarId): boolean => id % 10 === 3;
const known = listed.filter(({ id }) => !isNew(id));
const shown = cars.filter(({ id }) => !isNew(id));
const people = new SimulatedBuyers(shown, seed);
const simulation = { seed, buyers: buyerCount, opens: 8_000, days: 30, nowMs };
const events = [...simulateEvents(people, shown, simulation)].sort(
  (one, other) => one.happenedAtMs - other.happenedAtMs,
);
const openedBy = new Map<BuyerId, CarId[]>();
for (const { kind, buyer, carIds } of events)
  if (kind === 'opened') openedBy.set(buyer, [...(openedBy.get(buyer) ?? []), ...carIds]);

const plan = {
  ...simulatedPlan,
  als: { ...simulatedPlan.als, components: 16 },
  warp: { ...simulatedPlan.warp, components: 12, epochs: 8 },
};

function inputOf(interactions: TimedInteractions, changes: Partial<TrainingInput> = {}): TrainingInput {
  return {
    interactions,
    carIds: Int32Array.from(known, ({ id }) => id),
    facts: known.map(({ facts }) => facts),
    untilMs: nowMs,
    isSimulated: true,
    plan,
    planChosenAtMs: null,
    chooses: false,
    seed: 1,
    ...changes,
  };
}

function interactionsUntil(ms: number): TimedInteractions {
  const wanted = new WantedCars();
  for (const event of events) if (event.happenedAtMs < ms) wanted.add(event);
  return wanted.interactions(new Map(known.map(({ id }, number) => [id, number])));
}

function train(
  input: TrainingInput,
  inUse: CarModel | null = null,
  onNews: (news: TrainingNews) => void = () => undefined,
): TrainingOutcome {
  return trainModel(input, inUse, onNews);
}

/** As servers get it. */
function published({ model }: TrainingOutcome, version: number): CarModel {
  return new CarModel(decodeModel(encodeModel(model!), version));
}

/** As many cars, but those that everybody opens, some far more often than others: nothing tells buyers apart, and popularity is all there is. */
function ofFashion({ users, itemCount, ...others }: TimedInteractions): TimedInteractions {
  const random = new Random(9, 1);
  const opened = new Set<number>();
  const items = users.map((user) => {
    for (;;) {
      const item = Math.floor(itemCount * random.next() ** 4);
      if (opened.has(user * itemCount + item)) continue;
      opened.add(user * itemCount + item);
      return item;
    }
  });
  return { ...others, users, items, itemCount };
}

const all = interactionsUntil(nowMs);
const heard: TrainingNews[] = [];
const outcome = train(inputOf(all), null, (news) => heard.push(news));

describe('a trained model', () => {
  it('orders cars of the own city as buyers want them, far better than popularity, also cars that training never saw', () => {
    const model = published(outcome, 1);
    const rows = new Float32Array(cars.length * model.stride);
    for (const [place, { id, facts }] of listed.entries()) model.write(id, facts, rows, place * model.stride);
    const counts = new Float64Array(known.length);
    new Popularity(all).scores(0, counts);
    const popularity = new Map(known.map(({ id }, item) => [id, counts[item]!]));
    const of = { seen: [] as number[], new: [] as number[], popularity: [] as number[] };
    for (let number = 1; number <= buyerCount; number++) {
      const buyer = people.buyer(number);
      const opened = openedBy.get(buyer.id) ?? [];
      if (opened.length < 5) continue;
      const visitor = model.visitorOf(opened.map((id) => model.trainedVector(id)!));
      const scoreOf = ({ id }: { readonly id: CarId }): number => {
        const base = (id - 1) * model.stride;
        let score = rows[base + visitor.length]!;
        for (const [place, each] of visitor.entries()) score += each * rows[base + place]!;
        return score;
      };
      const there = cars.filter(({ id, city }) => city === buyer.city && !opened.includes(id));
      const wants = (car: (typeof cars)[number]): number => utility(buyer, car);
      const [old, late] = [there.filter(({ id }) => !isNew(id)), there.filter(({ id }) => isNew(id))];
      if (old.length >= 10) {
        of.seen.push(agreement(old, wants, scoreOf));
        of.popularity.push(agreement(old, wants, ({ id }) => popularity.get(id) ?? 0));
      }
      if (late.length >= 5) of.new.push(agreement(late, wants, scoreOf));
    }
    if (process.env.SHOW_FIGURES !== undefined)
      process.stderr.write(
        `${JSON.stringify({ ...outcome.figures, agreement: [mean(of.seen), mean(of.new), mean(of.popularity)] })}\n`,
      );
    expect(of.seen.length).toBeGreaterThan(100);
    expect(mean(of.seen)).toBeGreaterThan(0.62);
    expect(mean(of.new)).toBeGreaterThan(0.62);
    expect(mean(of.seen)).toBeGreaterThan(mean(of.popularity) + 0.06);
  });

  it('tells passes, losses and the held-out figures', () => {
    const passes = heard.filter((news) => news.kind === 'pass');
    expect(new Set(passes.map(({ fit, part }) => `${fit} ${part}`)).size).toBe(4);
    expect(passes.filter(({ part, loss }) => part === 'warp' && !(Number(loss) > 0))).toEqual([]);
    expect(heard.filter((news) => news.kind === 'judged')).toEqual([
      { kind: 'judged', figures: outcome.figures },
    ]);
    const { score, popularity } = outcome.figures;
    expect(score.later).toBeGreaterThan(3 * popularity.later);
  });

  it('is the same for the same input', () => {
    const again = train(inputOf(all));
    expect(encodeModel(again.model!).equals(encodeModel(outcome.model!))).toBe(true);
  });

  it('knows all cars of the training as they were, those first that somebody wanted; the others by their features alone', () => {
    const { carIds, ranking } = outcome.model!;
    const model = published(outcome, 1);
    const wanted = new Set(Array.from(all.items, (item) => known[item]!.id));
    expect(new Set(carIds)).toEqual(new Set(known.map(({ id }) => id)));
    expect(new Set(carIds.subarray(0, wanted.size))).toEqual(wanted);
    expect(ranking.own.length).toBe(wanted.size * model.stride);
    const unwanted = known.filter(({ id }) => !wanted.has(id));
    expect(unwanted.length).toBeGreaterThan(5);
    for (const { id, facts } of unwanted) {
      expect(model.ownItem(id)).toBeNull();
      const row = new Float32Array(model.stride);
      model.write(id, facts, row, 0);
      const vector = model.trainedVector(id)!;
      for (const [place, number] of vector.entries()) expect(number).toBeCloseTo(row[place]!, 4);
    }
  });
});

describe('a model is not published', () => {
  it('that ranks what was kept back no better than popularity', () => {
    const { model, reason, figures } = train(inputOf(ofFashion(all)));
    expect(model).toBeNull();
    expect(reason).toMatch(/^held-out nDCG@10 .* by popularity$/);
    expect(figures.score.later).toBeLessThanOrEqual(figures.popularity.later);
  });

  it('of nothing that could be kept back, but the plan that was chosen for it is told', () => {
    const one = { userCount: 1, itemCount: known.length, weights: null };
    const columns = {
      users: Int32Array.of(0),
      items: Int32Array.of(5),
      values: Float32Array.of(1),
      times: Float64Array.of(1),
    };
    const tiny = {
      ...plan,
      als: { ...plan.als, components: 2, sweeps: 1 },
      warp: { ...plan.warp, components: 2, epochs: 1 },
    };
    const news: TrainingNews[] = [];
    const input = inputOf({ ...one, ...columns }, { plan: tiny, chooses: true });
    expect(train(input, null, (each) => news.push(each)).model).toBeNull();
    const kinds = news.map(({ kind }) => kind);
    expect(kinds.indexOf('chosen')).toBeGreaterThan(kinds.lastIndexOf('try'));
    expect(kinds.indexOf('chosen')).toBeLessThan(kinds.indexOf('pass'));
    expect(news.find(({ kind }) => kind === 'chosen')).toEqual({
      kind: 'chosen',
      plan: tiny,
      chosenAtMs: nowMs,
    });
  });

  it('that ranks much worse than the one in use what both could not know, and is where they are alike', () => {
    const thenMs = nowMs - 12 * dayMs;
    const before = train(inputOf(interactionsUntil(thenMs), { untilMs: thenMs }));
    const inUse = published(before, 4);
    const alike = train(inputOf(all), inUse);
    expect(alike.reason).toMatch(/^nDCG@10 of what \d+ buyers wanted since is .* by model 4$/);
    expect(alike.model).not.toBeNull();
    // One that has hardly learned anything still beats popularity.
    const poor = { ...plan, als: { ...plan.als, components: 1, sweeps: 1 }, warpWeight: 0, biasWeight: 0 };
    const worse = train(inputOf(all, { plan: poor }), inUse);
    expect(worse.figures.score.later).toBeGreaterThan(worse.figures.popularity.later);
    expect(worse.reason).toMatch(/by model 4$/);
    expect(worse.model).toBeNull();
  });
});

it('a model is not compared with the one in use while too little has happened since', () => {
  const { model, reason } = train(inputOf(all), published(outcome, 8));
  expect(model).not.toBeNull();
  expect(reason).toBe(
    `not compared with model 8: 0 buyers have wanted something since, of ${fewestFreshBuyers} that it takes`,
  );
});
