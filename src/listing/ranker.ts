import { LRUCache } from 'lru-cache';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CarFacts } from '../catalog/car-facts.js';
import type { CarId } from '../catalog/car.js';
import type { ForeignOrder, OrderedCars, RankableCar } from '../catalog/listing-engine.js';
import type { RankingPin } from '../catalog/query.js';
import { slotsIn } from '../near/bits.js';
import type { NearIndex } from '../near/near-index.js';
import { VectorRows } from '../near/vector-rows.js';
import { RowMemory } from '../near/row-memory.js';
import { VisitorScores } from '../near/visitor-scores.js';
import { inPieces } from '../near/pieces.js';
import type { Places } from '../near/scored-page.js';
import { bestPlaces } from '../near/scored-page.js';
import type { ModelShelf } from '../recommend/model-shelf.js';
import type { CarModel } from '../recommend/published-model.js';
import { must } from '../shared/assert.js';

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

/** `newest`: no model is to be used. `absent`: it is not ready, see {@link Ranker.prepare}. */
export type ChosenRanking = Ranking | 'newest' | 'absent';

/** Where models come from that are not on the shelf. */
export type LoadModel = (version: number) => Promise<CarModel | null>;

/** Of more cars than this, those with the lowest ids count: a browser's own list has 20, and one in an address is anybody's. */
const mostSeen = 50;
/** Visitors remembered with their scores, by bytes, of all models together: a page and its next, or another filter, ask for the same one. */
const mostVisitorBytes = 64 * 1024 * 1024;
/** What a visitor takes beside vector and scores: key, objects, place in the list. */
const visitorOverhead = 1_024;
/** A version further than this from the one in use was never published, or is forgotten: nobody is asked for it. */
const mostVersionsApart = 100;
/** Cars of which rows are made in one turn: some two milliseconds. */
const carsPerTurn = 500;
/**
 * Whoever comes before the rows of a first model are made waits for them if they are of so few cars: some 100 ms. For those of more cars,
 * everybody is shown the newest first meanwhile.
 */
const mostCarsWaitedFor = 25_000;
/** How long cutting a page goes on before others have their turn. */
const turnMs = 4;

/** The rows of one model. */
interface ModelRows {
  readonly rows: VectorRows;
  /** Null: all were made; what changes since is made anew by who reads it. */
  warming: Promise<void> | null;
}

/** What is remembered of one filling of the index; of another, slots mean something else. */
interface Filling {
  readonly lineage: object;
  /** By the model's version. */
  readonly rows: Map<number, ModelRows>;
  /** By the model's version and what they have looked at, as far as it may change; who came longest ago is forgotten first. */
  readonly visitors: LRUCache<string, Visitor>;
}

interface Visitor {
  readonly version: number;
  readonly scores: VisitorScores;
}

/** An order by scores, and what it depends on. */
export interface PinnedOrder extends ForeignOrder {
  readonly pin: RankingPin;
}

/** Turns models and visitors into orders of the near index. */
export class Ranker {
  readonly #shelf: ModelShelf;
  readonly #load: LoadModel;
  #filling = nothingOf({});
  /** By the places of a row. Few: each takes much of what addresses a process has. */
  readonly #scratch = new Map<number, RowMemory>();
  /** Under way. */
  readonly #loading = new Map<number, Promise<CarModel | null>>();

  constructor(shelf: ModelShelf, load: LoadModel) {
    this.#shelf = shelf;
    this.#load = load;
  }

  /** Memory of the rows of all models, and of the scores of all visitors. */
  get bytes(): number {
    const { rows, visitors } = this.#filling;
    const ofRows = [...rows.values()].reduce((sum, each) => sum + each.rows.bytes, 0);
    return [...visitors.values()].reduce((sum, { scores }) => sum + visitorOverhead + scores.bytes, ofRows);
  }

  /** Without waiting for anything. A model that is new comes into use once the rows of all cars are made. */
  choose(index: NearIndex, asked: RankingAsked): ChosenRanking {
    if (asked.modelVersion === 0) return 'newest';
    if (asked.modelVersion === null) {
      const used = this.inUse(index);
      if (used !== null) return this.#rankingBy(index, used.model, asked);
      return this.#shelf.current === null || index.count > mostCarsWaitedFor ? 'newest' : 'absent';
    }
    const model = this.#shelf.get(asked.modelVersion);
    if (model === null || this.#rowsOf(index, model).warming !== null) return 'absent';
    return this.#rankingBy(index, model, asked);
  }

  /** Begins to make the rows of all cars by the newest model, some at a time: before anybody asks for a page, once there are both. */
  begin(index: NearIndex): void {
    const { current } = this.#shelf;
    if (current !== null) this.#rowsOf(index, current);
  }

  /** The newest model of which the rows of all cars are made, and these rows; null: there is none. */
  inUse(index: NearIndex): { readonly model: CarModel; readonly rows: VectorRows } | null {
    this.begin(index);
    // Older ones serve until it is; their rows are made only if somebody asks for them.
    for (const model of this.#shelf.models) {
      const made = this.#filling.rows.get(model.version);
      if (made?.warming === null) return { model, rows: made.rows };
    }
    return null;
  }

  /**
   * Gets what is asked for, as far as it is to be had, after {@link choose} said `absent`. Answers what to ask for instead: the same, or
   * the model in use where the one asked for is gone for good. If the index was filled anew meanwhile, `choose` says `absent` again.
   */
  async prepare(index: NearIndex, asked: RankingAsked): Promise<RankingAsked> {
    const filling = this.#fillingOf(index);
    const version = asked.modelVersion ?? this.#shelf.current?.version ?? 0;
    const model = await this.#fetch(version);
    // It may be older than all on the shelf.
    const isGone = (): boolean => model === null || this.#shelf.get(version) === null;
    if (model !== null && !isGone() && this.#filling === filling) await this.#rowsOf(index, model).warming;
    return isGone() ? { ...asked, modelVersion: null } : asked;
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
    const untrained = seen.filter((id) => !model.knows(id));
    return {
      pin: { modelVersion, seenCarIds: seen },
      wants: untrained,
      begin: (wanted) => {
        const facts = new Map(wanted.map((car) => [car.id, car.facts]));
        return new ScoredCars(
          model,
          visitorOf(model, seen, (id) => facts.get(id) ?? null),
          this.#scratchOf(model.stride),
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

  #scratchOf(stride: number): RowMemory {
    const scratch = this.#scratch.get(stride) ?? new RowMemory(stride);
    this.#scratch.set(stride, scratch);
    return scratch;
  }

  #rankingBy(index: NearIndex, model: CarModel, { seenCarIds }: RankingAsked): Ranking {
    const seen = seenCarIds.slice(0, mostSeen) as CarId[];
    return {
      pin: { modelVersion: model.version, seenCarIds: seen },
      scores: this.#scoresFor(index, model, seen),
    };
  }

  #scoresFor(index: NearIndex, model: CarModel, seen: readonly CarId[]): VisitorScores {
    const { version } = model;
    const { rows } = this.#rowsOf(index, model);
    const { visitors } = this.#filling;
    const key = [version, seen, changesOf(index, model, seen)].join(':');
    const factsNow = (id: CarId): CarFacts | null => {
      const slot = index.slotOf(id);
      return slot === -1 ? null : index.factsAt(slot);
    };
    const known = visitors.get(key)?.scores;
    const scores = known ?? new VisitorScores(rows, visitorOf(model, seen, factsNow));
    // Put there anew, for it may come to more by now.
    visitors.delete(key);
    visitors.set(key, { version, scores }, { size: visitorOverhead + scores.bytesAhead(index) });
    return scores;
  }

  /** What there is of any other filling is dropped. */
  #fillingOf({ lineage }: NearIndex): Filling {
    if (this.#filling.lineage !== lineage) this.#filling = nothingOf(lineage);
    return this.#filling;
  }

  #rowsOf(index: NearIndex, model: CarModel): ModelRows {
    const filling = this.#fillingOf(index);
    const known = filling.rows.get(model.version);
    if (known !== undefined) return known;
    for (const version of filling.rows.keys()) if (this.#shelf.get(version) === null) drop(filling, version);
    const made: ModelRows = { rows: new VectorRows(model), warming: null };
    const isWanted = (): boolean => this.#filling.rows.get(model.version) === made;
    made.warming = warm(index, made.rows, isWanted).finally(() => {
      made.warming = null;
    });
    filling.rows.set(model.version, made);
    return made;
  }
}

function drop({ rows, visitors }: Filling, version: number): void {
  rows.delete(version);
  // Their scores hold on to the rows.
  for (const [key, visitor] of visitors) if (visitor.version === version) visitors.delete(key);
}

function nothingOf(lineage: object): Filling {
  const visitors = new LRUCache<string, Visitor>({ maxSize: mostVisitorBytes });
  return { lineage, rows: new Map(), visitors };
}

/** Makes the rows of all cars, some at a time. */
async function warm(index: NearIndex, rows: VectorRows, isWanted: () => boolean): Promise<void> {
  const slots = slotsIn(index.live, new Int32Array(index.count));
  for (let at = 0; at < slots.length; at += carsPerTurn) {
    await nextTurn();
    if (!isWanted()) return;
    rows.refresh(index, slots.subarray(at, at + carsPerTurn));
  }
}

/** Orders cars as the near index orders them. Of a car that was taken, only its id and its score are kept. */
class ScoredCars implements OrderedCars {
  readonly #model: CarModel;
  readonly #scratch: RowMemory;
  readonly #visitor: Float32Array;
  readonly #ids: CarId[] = [];
  readonly #scores: number[] = [];

  /** @param scratch for the time of one turn */
  constructor(model: CarModel, visitor: Float32Array, scratch: RowMemory) {
    this.#model = model;
    this.#scratch = scratch;
    this.#visitor = visitor;
  }

  take(cars: readonly RankableCar[]): void {
    const rows = this.#scratch;
    rows.makeRoom(cars.length);
    for (const [place, { id, facts }] of cars.entries()) {
      this.#model.write(id, facts, rows.numbers, rows.placeOf(place));
      this.#ids.push(id);
    }
    const scores = new Float64Array(cars.length);
    rows.scores(Int32Array.from(cars.keys()), this.#visitor, scores);
    for (const score of scores) this.#scores.push(score);
  }

  async page(places: Places): Promise<readonly CarId[]> {
    const ids = this.#ids;
    const pieces = bestPlaces(Float64Array.from(this.#scores), (at) => ids[at] ?? 0, places);
    const found = await inPieces(pieces, { turnMs, isCurrent: () => true });
    return must(found, 'a page of cars that stay').value.map((at) => must(ids[at], 'a car'));
  }
}

/** When each of the cars that came after the training changed last: whoever looked at one becomes somebody else with it, on every server. */
function changesOf(index: NearIndex, model: CarModel, seen: readonly CarId[]): readonly number[] {
  const later = seen.filter((id) => !model.knows(id));
  return later.map((id) => index.stamps[index.slotOf(id)] ?? -1);
}

/**
 * A visitor who looked at these cars: those that training knew, as they were then; later ones as they are now, and not at all once they are sold.
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
