import type { CarId } from '../catalog/car.js';
import { composeFacets } from '../catalog/facets.js';
import type { Filters } from '../catalog/filters.js';
import type { FacetedPage, ListingPage, Surroundings } from '../catalog/listing-engine.js';
import type { Position } from '../catalog/position.js';
import type { Query, RankingPin } from '../catalog/query.js';
import { newestPin, placesOf } from '../catalog/query.js';
import { IndexError } from '../index/errors.js';
import type { IndexStore } from '../index/index-store.js';
import { tagOf } from '../near/card-store.js';
import { countFacets, countFilteredOptions } from '../near/facets.js';
import type { NearIndex } from '../near/near-index.js';
import { pageOf } from '../near/page.js';
import { inPieces } from '../near/pieces.js';
import type { Places } from '../near/scored-page.js';
import { bestScoredInPieces, many } from '../near/scored-page.js';
import { Scratch, Selected } from '../near/selected.js';
import type { Selector } from '../near/selection.js';
import { must } from '../shared/assert.js';
import type { NearPicture } from './near-chain.js';
import type { NearCopy } from './near-copy.js';
import type { ChosenRanking, Ranker, Ranking, RankingAsked } from './ranker.js';
import { Turns } from './turns.js';

export interface NearListingOptions {
  /** How long counting goes on before others have their turn; a piece more than that, at most. */
  readonly turnMs?: number;
  /** Null: nothing is ranked. */
  readonly ranker?: Ranker | null;
}

const usualTurnMs = 4;
/** The attempt that does not pause. */
const unpaused = 3;

/** A query of the near index. */
export interface NearQuery extends Query {
  /** Given: the recommender's order, or the query's own where there is no model. */
  readonly ranked?: RankingAsked | null;
}

/** Answers listings from the copy of the index in this process: no round trip, unless a card is not held here. */
export class NearListing {
  readonly #copy: Pick<NearCopy, 'picture'>;
  readonly #store: Pick<IndexStore, 'cards'>;
  readonly #ranker: Ranker | null;
  readonly #turnMs: number;
  /** Rankings of very many cars, one after the other: each holds some 20 MB at a million cars, and none is done sooner beside others. */
  readonly #large = new Turns({ atOnce: 1, waitMs: 5_000 });

  constructor(
    copy: Pick<NearCopy, 'picture'>,
    store: Pick<IndexStore, 'cards'>,
    { turnMs = usualTurnMs, ranker = null }: NearListingOptions = {},
  ) {
    this.#copy = copy;
    this.#store = store;
    this.#ranker = ranker;
    this.#turnMs = turnMs;
  }

  /** Whether it can answer now, and not with less than `position`. */
  holds(position: Position): boolean {
    const { picture } = this.#copy;
    return picture !== null && picture.position >= position;
  }

  /** The page, if all of it is held here, and nothing in it is older than `position`; null: it takes a {@link list}. */
  atOnce(query: NearQuery, position: Position): ListingPage | null {
    const { picture } = this.#copy;
    if (picture === null || picture.position < position) return null;
    const started = performance.now();
    const ranking = this.#choose(picture, query);
    if (ranking === 'absent') return null;
    const found = find(picture, query, ranking).next();
    // Whatever takes longer is done in pieces, by who can wait.
    if (found.done !== true || found.value.missing.length > 0) return null;
    return pageOfFound(picture, found.value, performance.now() - started);
  }

  async list(query: NearQuery): Promise<ListingPage> {
    return this.#answer(
      query,
      (picture, ranking) => find(picture, query, ranking),
      (picture, found, started) => this.#finish(picture, found, started),
    );
  }

  /**
   * The cars that `choose` picks of the picture, by their slots and in its order, if nothing in it is older than `position`. Null: it is, or
   * there is nothing to pick by.
   */
  async chosen(
    position: Position,
    choose: (picture: NearPicture) => readonly number[] | null,
  ): Promise<ListingPage | null> {
    const { picture } = this.#copy;
    if (picture === null || picture.position < position) return null;
    const started = performance.now();
    const slots = choose(picture);
    return slots === null
      ? null
      : this.#finish(picture, cardsOf(picture, slots, slots.length, null), started);
  }

  /** Null: the query has an order of its own. */
  #choose({ index }: NearPicture, { ranked = null }: NearQuery): ChosenRanking | null {
    if (ranked === null) return null;
    return this.#ranker?.choose(index, ranked) ?? 'newest';
  }

  /**
   * Finds in pieces what is asked for, of one moment, once the query's ranking is made: its model is here, and what the visitor's first look
   * takes is computed.
   */
  async #answer<Parts, Answer>(
    query: NearQuery,
    piecesOf: (picture: NearPicture, ranking: Ranking | 'newest' | null) => Generator<void, Parts>,
    answer: (picture: NearPicture, parts: Parts, started: number) => Promise<Answer>,
  ): Promise<Answer> {
    for (let ranked = query.ranked ?? null; ;) {
      const picture = this.#picture();
      const ready = { ...query, ranked };
      const ranking = this.#choose(picture, ready);
      if (ranking === 'absent') {
        const ranker = must(this.#ranker, 'the ranker that said so');
        ranked = await ranker.prepare(picture.index, must(ranked, 'what is ranked'));
        continue;
      }
      const answered = async (): Promise<Answer | null> => {
        if (!(await this.#rank(picture, query, ranking))) return null;
        return this.#atOneMoment(
          (now) => this.#partsOf(now, ready, piecesOf),
          async (now, parts, started) => (parts === null ? null : answer(now, parts, started)),
        );
      };
      const isLarge = isMade(ranking) && picture.selector.select(query.filters).count > many;
      const given = await (isLarge ? this.#large.run(answered) : answered());
      if (given !== null) return given;
    }
  }

  /** Makes what a page's scores take long for: whatever changes meanwhile, most of it stays. False: there is another index by now. */
  async #rank(picture: NearPicture, query: NearQuery, ranking: Ranking | 'newest' | null): Promise<boolean> {
    if (!isMade(ranking)) return true;
    const { index } = picture;
    const isCurrent = (): boolean => this.#copy.picture?.index === index;
    const done = await inPieces(scored(picture, query, ranking), { turnMs: this.#turnMs, isCurrent });
    return done !== null;
  }

  /** Null: the index was filled anew, and no ranking is made yet. */
  *#partsOf<Parts>(
    picture: NearPicture,
    query: NearQuery,
    piecesOf: (picture: NearPicture, ranking: Ranking | 'newest' | null) => Generator<void, Parts>,
  ): Generator<void, Parts | null> {
    const ranking = this.#choose(picture, query);
    return ranking === 'absent' ? null : yield* piecesOf(picture, ranking);
  }

  #picture(): NearPicture {
    const { picture } = this.#copy;
    if (picture === null) throw new IndexError('INDEX_NOT_WHOLE');
    return picture;
  }

  /** With the cards that are not held here. */
  async #finish(picture: NearPicture, found: Found, started: number): Promise<ListingPage> {
    const milliseconds = performance.now() - started;
    const page = pageOfFound(picture, found, milliseconds);
    if (found.missing.length === 0) return page;
    await this.#fetch(found);
    const fetched = { name: 'cards', milliseconds: performance.now() - started - milliseconds };
    return { ...page, stages: [...page.stages, fetched] };
  }

  /**
   * Counts in pieces, so that a million cars hold up nobody for long; if the index changes meanwhile, from the start, and at the third
   * time in one go.
   */
  async listWithFacets(query: NearQuery): Promise<FacetedPage> {
    return this.#answer(
      query,
      function* (picture, ranking) {
        const started = performance.now();
        const counts = yield* countFacets(picture.index, query.filters);
        const counted = performance.now();
        return {
          counts,
          found: yield* find(picture, query, ranking),
          milliseconds: counted - started,
          counted,
        };
      },
      async (picture, { counts, found, milliseconds, counted }) => {
        const page = await this.#finish(picture, found, counted);
        const facets = composeFacets(counts, query.filters, picture.names);
        return { ...page, facets, stages: [...page.stages, { name: 'facets', milliseconds }] };
      },
    );
  }

  countAround(filters: Filters, questions: readonly Filters[]): Promise<Surroundings> {
    return this.#atOneMoment(
      ({ index, selector }) => countAround(index, selector, filters, questions),
      ({ names, position, words }, counts) => Promise.resolve({ ...counts, names, position, words }),
    );
  }

  /** Finds parts of an answer in pieces; what the index is when the last is found is what they are of. */
  async #atOneMoment<Parts, Answer>(
    piecesOf: (picture: NearPicture) => Generator<void, Parts>,
    answer: (picture: NearPicture, parts: Parts, started: number) => Promise<Answer>,
  ): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      const picture = this.#picture();
      const { index } = picture;
      const { version } = index;
      const started = performance.now();
      const found = await inPieces(piecesOf(picture), {
        turnMs: attempt < unpaused ? this.#turnMs : Infinity,
        isCurrent: () => index.version === version,
      });
      // A change may have come in while this was waited for: the position would be one later than what was found.
      if (found !== null && index.version === version) return answer(picture, found.value, started);
    }
  }

  /** The cards that are not held here. One that has changed since belongs to another picture. */
  async #fetch({ cards, missing }: Found): Promise<void> {
    const texts = await this.#store.cards(missing.map(({ id }) => id));
    for (const [at, { place, tag }] of missing.entries()) {
      const text = texts[at] ?? '';
      if (text === '') throw new IndexError('INDEX_INCONSISTENT', 'a card is gone');
      if (tagOf(text) !== tag) throw new IndexError('INDEX_MOVED', 'a card has changed');
      cards[place] = text;
    }
  }
}

function* countAround(
  index: NearIndex,
  selector: Selector,
  filters: Filters,
  questions: readonly Filters[],
): Generator<void, Pick<Surroundings, 'count' | 'counts' | 'options'>> {
  const { count } = selector.select(filters);
  const counts: number[] = [];
  for (const question of questions) {
    counts.push(selector.select(question).count);
    yield;
  }
  return { count, counts, options: yield* countFilteredOptions(index, filters) };
}

interface Found {
  /** Null: the order was not a recommended one. */
  readonly pin: RankingPin | null;
  readonly count: number;
  readonly tag: string;
  readonly cards: string[];
  readonly missing: readonly { readonly place: number; readonly id: CarId; readonly tag: string }[];
}

/** The cards that are missing in it are still to be put there. */
function pageOfFound(
  { position, words }: NearPicture,
  { count, cards, tag, pin }: Found,
  milliseconds: number,
): ListingPage {
  const page: ListingPage = {
    count,
    cards,
    position,
    cache: 'hit',
    stages: [{ name: 'near', milliseconds }],
    tag,
    words,
  };
  return pin === null ? page : { ...page, pin };
}

/** In one piece, unless very many cars are ranked, or of many no score is known. The index must not change in between. */
function* find(
  picture: NearPicture,
  query: Query,
  ranking: Ranking | 'newest' | null,
): Generator<void, Found> {
  const { index, selector } = picture;
  const places: Places = { first: placesOf(query).first, size: query.pageSize };
  if (!isMade(ranking)) {
    const selection = selector.select(query.filters);
    const { slots } = pageOf(index, selection, query.ordering, places);
    return cardsOf(picture, slots, selection.count, ranking === null ? null : newestPin);
  }
  const passing = yield* slotsOf(picture, query);
  const scores = yield* ranking.scores.inPieces(index, passing);
  const { slots } = yield* bestScoredInPieces(index, passing, scores, places);
  return cardsOf(picture, slots, passing.length, ranking.pin);
}

/** Makes what takes long of the scores of all cars that pass. The index may change in between. */
function* scored(picture: NearPicture, query: Query, { scores }: Ranking): Generator<void, void> {
  yield* scores.prepare(picture.index, yield* slotsOf(picture, query));
}

/** The cars that pass. */
function* slotsOf({ index, selector }: NearPicture, { filters }: Query): Generator<void, Int32Array> {
  let selection = selector.select(filters);
  if (selection.count > many) {
    yield;
    // Others may have selected in the pause.
    selection = selector.select(filters);
  }
  const { slots } = new Selected(index, selection, new Scratch(index));
  if (slots.length > many) yield;
  return slots;
}

function isMade(ranking: Ranking | 'newest' | null): ranking is Ranking {
  return ranking !== null && ranking !== 'newest';
}

/** @param count of the whole answer */
function cardsOf(
  { index }: NearPicture,
  slots: readonly number[],
  count: number,
  pin: RankingPin | null,
): Found {
  const cards: string[] = [];
  const missing: Found['missing'][number][] = [];
  for (let place = 0; place < slots.length; place++) {
    const slot = slots[place] ?? 0;
    // Not held, or gone from Valkey already when the copy was made.
    const text = index.cards.text(slot) ?? '';
    if (text === '') missing.push({ place, id: idAt(index, slot), tag: index.cards.tagText(slot) });
    cards.push(text);
  }
  return { count, tag: tagOfPage(index, count, slots), cards, missing, pin };
}

function idAt(index: NearIndex, slot: number): CarId {
  return index.ids[slot] as CarId;
}

/** Of the count and the tags of the cards, in order. */
function tagOfPage({ cards }: NearIndex, count: number, slots: readonly number[]): string {
  let one = count;
  let other = slots.length;
  for (const slot of slots) {
    one = Math.imul(one ^ cards.tag(slot, 0), 0x9e37_79b1) + 1;
    other = Math.imul(other ^ cards.tag(slot, 1), 0x5f35_6495) ^ (one >>> 15);
  }
  return `${(one >>> 0).toString(36)}.${(other >>> 0).toString(36)}`;
}
