import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Names } from '../catalog/names.js';
import type { Position } from '../catalog/position.js';
import type { FeedEntry, FeedId } from '../index/feed-entry.js';
import { isBefore } from '../index/feed-entry.js';
import type { NearIndex } from '../near/near-index.js';
import { Selector } from '../near/selection.js';

/** A near index that is whole, and what it is a picture of. It changes in place: an answer is computed in one turn. */
export interface NearPicture {
  readonly index: NearIndex;
  readonly selector: Selector;
  readonly names: Names;
  readonly position: Position;
  /** Version of the slug tokens. */
  readonly words: string | null;
}

/** A change of up to so many cars is taken in at once, within some 5 milliseconds (20 at a million cars); a larger one into a copy beside. */
const inPlaceCars = 500;

/** Where a chain starts: an index read while the feed stood between two entries. */
export interface ChainStart {
  readonly index: NearIndex;
  readonly names: Names;
  readonly words: string | null;
  readonly position: Position;
  /** The entry that had been applied before the reading began. */
  readonly last: FeedId;
  /** False: a transaction was half applied then. */
  readonly whole: boolean;
  /** The entry that had been applied when the reading ended: before it, the index is a mixture. */
  readonly reached: FeedId;
}

/** An index that takes in the feed, entry by entry. Its pictures are only ever of moments between whole changes. */
export class NearChain {
  #last: FeedId;
  readonly #reached: FeedId;
  #whole: boolean;
  #position: Position;
  #words: string | null;
  #names: Names;
  #index: NearIndex;
  #picture: NearPicture | null = null;
  /** Cars of a change that is not whole yet and may still be small. */
  readonly #waiting: FeedEntry['cars'][] = [];

  constructor(start: ChainStart) {
    this.#index = start.index;
    this.#names = start.names;
    this.#words = start.words;
    this.#position = start.position;
    this.#last = start.last;
    this.#whole = start.whole;
    this.#reached = start.reached;
    this.#look();
  }

  get last(): FeedId {
    return this.#last;
  }

  /** Null: it has not caught up with its reading yet. */
  get picture(): NearPicture | null {
    return this.#picture;
  }

  /**
   * Takes an entry; false if it does not follow on the last one. When it returns, the picture is of the new position, if there is a new
   * one: whoever shows it must take it in the same turn.
   */
  async take({ id, head, cars }: FeedEntry): Promise<boolean> {
    if (head.after !== this.#last) return false;
    await this.#takeCars(cars, head.whole);
    if (head.names.length > 0) {
      this.#names = this.#names.copy();
      for (const { table, id: row, entry } of head.names) this.#names.set(table, row, entry);
    }
    this.#words = head.words ?? this.#words;
    this.#position = head.position;
    this.#whole = head.whole;
    this.#last = id;
    this.#look();
    return true;
  }

  /** What is shown is changed in place, all of a change in one turn, or left alone. */
  async #takeCars(cars: FeedEntry['cars'], whole: boolean): Promise<void> {
    this.#waiting.push(cars);
    const count = this.#waiting.reduce((sum, { length }) => sum + length, 0);
    const isShown = this.#picture?.index === this.#index;
    const isSmall = count <= inPlaceCars;
    if (isShown && isSmall && !whole) return;
    if (isShown && !isSmall) this.#index = await this.#index.copy(pause);
    for (const each of this.#waiting.splice(0)) {
      if (each.length > 0) this.#index.apply(each);
      // What is not shown can wait.
      if (!isShown || !isSmall) await pause();
    }
  }

  #look(): void {
    if (!this.#whole || isBefore(this.#last, this.#reached)) return;
    this.#picture = {
      index: this.#index,
      selector: this.#picture?.index === this.#index ? this.#picture.selector : new Selector(this.#index),
      names: this.#names,
      position: this.#position,
      words: this.#words,
    };
  }
}

async function pause(): Promise<void> {
  await nextTurn();
}
