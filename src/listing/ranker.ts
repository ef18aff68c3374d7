import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CarFacts } from '../catalog/car-facts.js';
import type { CarId } from '../catalog/car.js';
import type { ForeignOrder, RankableCar } from '../catalog/listing-engine.js';
import type { RankingPin } from '../catalog/query.js';
import { slotsIn } from '../near/bits.js';
import type { NearIndex } from '../near/near-index.js';
import { VectorRows } from '../near/vector-rows.js';
import { VisitorScores } from '../near/visitor-scores.js';
import { scoresOf } from '../near/scored-page.js';
import type { ModelShelf } from '../recommend/model-shelf.js';
import type { CarModel } from '../recommend/published-model.js';

/** What a recommended order is asked to depend on. */
export interface RankingAsked {
  /** Null: whichever model is in use. */
  readonly modelVersion: number | null;
  /** Cars that the visitor has looked at; ascending, unique. */
  readonly seenCarIds: readonly number[];
}

/** An order: by the score of each car's row for this visitor. */
export interface Ranking {
  readonly pin: RankingPin;
  readonly scores: VisitorScores;
}

/** `newest`: no model is to be used. `absent`: it is not at hand, see {@link Ranker.prepare}. */
export type ChosenRanking = Ranking | 'newest' | 'absent';

/** Where models come from that are not on the shelf. */
export type LoadModel = (version: number) => Promise<CarModel | null>;

/** Of more cars than this, those with the lowest ids count: a browser's own list has 20, and one in an address is anybody's. */
const mostSeen = 50;
/** Visitors remembered with their scores, by bytes: a page and its next, or another filter, ask for the same one. One at least. */
const mostVisitorBytes = 64 * 1024 * 1024;
/** A version further than this from the one in use was never published, or is forgotten: nobody is asked for it. */
const mostVersionsApart = 100;
/** Cars of which rows are made in one turn: some two milliseconds. */
const carsPerTurn = 500;

/** The rows of one model, for one filling of the index. */
interface ModelRows {
  readonly lineage: object;
  readonly rows: VectorRows;
  /** Null: all were made; what changes since is made anew by who reads it. */
  warming: Promise<void> | null;
  /** By what they have looked at; who came last stands last. */
  readonly visitors: Map<string, VisitorScores>;
}

/** An order by scores, and what it depends on. */
export interface PinnedOrder extends ForeignOrder {
  readonly pin: RankingPin;
}

/** Turns models and visitors into orders of the near index. */
export class Ranker {
  readonly #shelf: ModelShelf;
  readonly #load: LoadModel;
  readonly #rows = new Map<number, ModelRows>();
  /** Under way. */
  readonly #loading = new Map<number, Promise<CarModel | null>>();

  constructor(shelf: ModelShelf, load: LoadModel) {
    this.#shelf = shelf;
    this.#load = load;
  }

  /** Without waiting for anything. A model that is new comes into use once the rows of all cars are made. */
  choose(index: NearIndex, asked: RankingAsked): ChosenRanking {
    if (asked.modelVersion === 0) return 'newest';
    if (asked.modelVersion === null) {
      const used = this.inUse(index);
      return used === null ? 'newest' : this.#rankingBy(index, used.model, asked);
    }
    const model = this.#shelf.get(asked.modelVersion);
    if (model === null || this.#rowsOf(index, model).warming !== null) return 'absent';
    return this.#rankingBy(index, model, asked);
  }

  /** The newest model of which the rows of all cars are made, and these rows; null: there is none. */
  inUse(index: NearIndex): { readonly model: CarModel; readonly rows: VectorRows } | null {
    const model = this.#shelf.models.find((each) => this.#rowsOf(index, each).warming === null);
    return model === undefined ? null : { model, rows: this.#rowsOf(index, model).rows };
  }

  /**
   * Gets what is asked for, as far as it is to be had, after {@link choose} said `absent`. Answers what to ask for instead: the same, or
   * the model in use where the one asked for is gone for good.
   */
  async prepare(index: NearIndex, asked: RankingAsked): Promise<RankingAsked> {
    const version = asked.modelVersion ?? 0;
    const model = await this.#fetch(version);
    if (model === null) return { ...asked, modelVersion: null };
    await this.#rowsOf(index, model).warming;
    // It may be older than all on the shelf.
    return this.#shelf.get(version) === null ? { ...asked, modelVersion: null } : asked;
  }

  /**
   * The order that a link goes on with, for who has no near index but knows all cars; null: there is none to go on with, or its model is
   * gone for good.
   */
  async orderFor({ modelVersion, seenCarIds }: RankingAsked): Promise<PinnedOrder | null> {
    if (modelVersion === null || modelVersion === 0) return null;
    const model = await this.#fetch(modelVersion);
    if (model === null) return null;
    const seen = seenCarIds.slice(0, mostSeen) as CarId[];
    const untrained = seen.filter((id) => model.trainedVector(id) === null);
    return {
      pin: { modelVersion, seenCarIds: seen },
      wants: untrained,
      order: (cars, wanted) => {
        const facts = new Map(wanted.map((car) => [car.id, car.facts]));
        return orderOf(
          model,
          cars,
          visitorOf(model, seen, (id) => facts.get(id) ?? null),
        );
      },
    };
  }

  /** From the shelf, or fetched and put there: once, however many ask. Null: it is gone for good. */
  async #fetch(version: number): Promise<CarModel | null> {
    const here = this.#shelf.get(version);
    if (here !== null) return here;
    // None is newer than the one in use, but for a moment; and the oldest are not kept.
    const { current } = this.#shelf;
    if (current !== null && Math.abs(version - current.version) > mostVersionsApart) return null;
    const loading = this.#loading.get(version) ?? this.#load(version);
    this.#loading.set(version, loading);
    try {
      const model = await loading;
      if (model !== null) this.#shelf.put(model);
      return model;
    } finally {
      this.#loading.delete(version);
    }
  }

  #rankingBy(index: NearIndex, model: CarModel, { seenCarIds }: RankingAsked): Ranking {
    const seen = seenCarIds.slice(0, mostSeen) as CarId[];
    const scores = scoresFor(index, model, this.#rowsOf(index, model), seen);
    return { pin: { modelVersion: model.version, seenCarIds: seen }, scores };
  }

  #rowsOf(index: NearIndex, model: CarModel): ModelRows {
    const known = this.#rows.get(model.version);
    if (known?.lineage === index.lineage) return known;
    for (const version of this.#rows.keys())
      if (this.#shelf.get(version) === null) this.#rows.delete(version);
    const made: ModelRows = {
      lineage: index.lineage,
      rows: new VectorRows(model),
      warming: null,
      visitors: new Map(),
    };
    made.warming = warm(index, made.rows).finally(() => {
      made.warming = null;
    });
    this.#rows.set(model.version, made);
    return made;
  }
}

function scoresFor(
  index: NearIndex,
  model: CarModel,
  { rows, visitors }: ModelRows,
  seen: readonly CarId[],
): VisitorScores {
  const key = seen.join();
  const factsNow = (id: CarId): CarFacts | null => {
    const slot = index.slotOf(id);
    return slot === -1 ? null : index.factsAt(slot);
  };
  const known = visitors.get(key);
  const scores = known ?? new VisitorScores(rows, Float64Array.from(visitorOf(model, seen, factsNow)));
  visitors.delete(key);
  visitors.set(key, scores);
  if (known === undefined) forgetOldest(visitors);
  return scores;
}

/** What the scores of a visitor come to is known once they are computed: of all, as of who came before. */
function forgetOldest(visitors: Map<string, VisitorScores>): void {
  let bytes = 0;
  for (const scores of visitors.values()) bytes += scores.bytes;
  for (const [key, scores] of visitors) {
    if (bytes <= mostVisitorBytes) return;
    bytes -= scores.bytes;
    visitors.delete(key);
  }
}

/** Makes the rows of all cars, some at a time. */
async function warm(index: NearIndex, rows: VectorRows): Promise<void> {
  const slots = slotsIn(index.live, new Int32Array(index.count));
  for (let at = 0; at < slots.length; at += carsPerTurn) {
    await nextTurn();
    rows.refresh(index, slots.subarray(at, at + carsPerTurn));
  }
}

/** As the near index orders the same cars. */
function orderOf(model: CarModel, cars: readonly RankableCar[], visitor: Float32Array): CarId[] {
  const rows = new Float32Array(cars.length * model.stride);
  for (const [place, { id, facts }] of cars.entries()) model.write(id, facts, rows, place * model.stride);
  const places = Int32Array.from(cars.keys());
  const scores = scoresOf(rows, places, Float64Array.from(visitor));
  const scored = cars.map(({ id }, place) => ({ id, score: scores[place] ?? 0 }));
  return scored.sort((one, other) => other.score - one.score || one.id - other.id).map(({ id }) => id);
}

/**
 * A visitor who looked at these cars: those that training saw, as they were then; others as they are now, as far as anybody knows.
 */
function visitorOf(
  model: CarModel,
  seen: readonly CarId[],
  factsNow: (id: CarId) => CarFacts | null,
): Float32Array {
  const vectors = seen.flatMap((id) => {
    const trained = model.trainedVector(id);
    if (trained !== null) return trained;
    const facts = factsNow(id);
    if (facts === null) return [];
    const row = new Float32Array(model.stride);
    model.write(id, facts, row, 0);
    return row.subarray(0, model.stride - 1);
  });
  return model.visitorOf(vectors);
}
