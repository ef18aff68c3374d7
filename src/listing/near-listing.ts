import { setImmediate as nextTurn } from 'node:timers/promises';
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
import type { SlotPage } from '../near/page.js';
import { pageOf } from '../near/page.js';
import { bestScored } from '../near/scored-page.js';
import { Scratch, Selected } from '../near/selected.js';
import type { Selection, Selector } from '../near/selection.js';
import { must } from '../shared/assert.js';
import type { NearPicture } from './near-chain.js';
import type { NearCopy } from './near-copy.js';
import type { ChosenRanking, Ranker, Ranking, RankingAsked } from './ranker.js';

export interface NearListingOptions {
  /** How long counting goes on before others have their turn; a piece more than that, at most. */
  readonly turnMs?: number;
  /** Null: nothing is ranked. */
  readonly ranker?: Ranker | null;
}

const usualTurnMs = 4;
/** The attempt that does not pause. */
const inOneGo = 3;

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
    const found = find(picture, query, ranking);
    return found.missing.length === 0 ? pageOfFound(picture, found, performance.now() - started) : null;
  }

  async list(query: NearQuery): Promise<ListingPage> {
    const { picture } = this.#copy;
    if (picture === null) throw new IndexError('INDEX_NOT_WHOLE');
    return this.#answer(picture, query);
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

  async #answer(picture: NearPicture, query: NearQuery): Promise<ListingPage> {
    const ranking = this.#choose(picture, query);
    if (ranking === 'absent') return this.#answerPrepared(picture, query);
    const started = performance.now();
    return this.#finish(picture, find(picture, query, ranking), started);
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

  /** The picture may have changed meanwhile: it is changed in place. */
  async #answerPrepared({ index }: NearPicture, query: NearQuery): Promise<ListingPage> {
    const ranker = must(this.#ranker, 'the ranker that said so');
    const ranked = await ranker.prepare(index, must(query.ranked, 'what is ranked'));
    return this.list({ ...query, ranked });
  }

  /**
   * Counts in pieces, so that a million cars hold up nobody for long; if the index changes meanwhile, from the start, and at the third
   * time in one go.
   */
  async listWithFacets(query: NearQuery): Promise<FacetedPage> {
    return this.#atOneMoment(
      ({ index }) => countFacets(index, query.filters),
      async (picture, counts, milliseconds) => {
        const page = await this.#answer(picture, query);
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

  /** Counts in pieces; what the index is then is what was counted. */
  async #atOneMoment<Counts, Answer>(
    piecesOf: (picture: NearPicture) => Generator<void, Counts>,
    answer: (picture: NearPicture, counts: Counts, milliseconds: number) => Promise<Answer>,
  ): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      const { picture } = this.#copy;
      if (picture === null) throw new IndexError('INDEX_NOT_WHOLE');
      const { index } = picture;
      const { version } = index;
      const started = performance.now();
      const counted = await inPieces(piecesOf(picture), {
        turnMs: attempt < inOneGo ? this.#turnMs : Infinity,
        isCurrent: () => index.version === version,
      });
      if (counted !== null) return answer(picture, counted.value, performance.now() - started);
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

/** Null: what was being counted has changed in a pause, and not another piece was made of it. */
async function inPieces<T>(
  pieces: Generator<void, T>,
  { turnMs, isCurrent }: { readonly turnMs: number; readonly isCurrent: () => boolean },
): Promise<{ readonly value: T } | null> {
  let turnEnds = performance.now() + turnMs;
  while (isCurrent()) {
    const piece = pieces.next();
    if (piece.done === true) return { value: piece.value };
    if (performance.now() < turnEnds) continue;
    await nextTurn();
    turnEnds = performance.now() + turnMs;
  }
  return null;
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

/** All that has to be read in one turn: the index changes in place. */
function find(picture: NearPicture, query: Query, ranking: Ranking | 'newest' | null): Found {
  const { index, selector } = picture;
  const selection = selector.select(query.filters);
  const { first } = placesOf(query);
  const places = { first, size: query.pageSize };
  const { slots } =
    ranking === null || ranking === 'newest'
      ? pageOf(index, selection, query.ordering, places)
      : rankedPage(index, selection, ranking, places);
  return cardsOf(picture, slots, selection.count, pinOf(ranking));
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

function rankedPage(
  index: NearIndex,
  selection: Selection,
  { scores }: Ranking,
  places: { readonly first: number; readonly size: number },
): SlotPage {
  const { slots } = new Selected(index, selection, new Scratch(index));
  return bestScored(index, slots, scores.of(index, slots), places);
}

function pinOf(ranking: Ranking | 'newest' | null): RankingPin | null {
  return ranking === 'newest' ? newestPin : (ranking?.pin ?? null);
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
