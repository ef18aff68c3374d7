import type { AttributeName } from '../catalog/attributes.js';
import { attributes } from '../catalog/attributes.js';
import type { IndexedCar } from '../catalog/car.js';
import { matches } from '../catalog/filters.js';
import type { ViewQuestion } from './view.js';
import { readMember } from './view.js';

/** A car before and after a change, as filters see it; null: not listed. */
export interface CarMove {
  readonly before: IndexedCar | null;
  readonly after: IndexedCar | null;
}

/** What a change can change and a view can depend on; `presence` is a car that comes or goes. */
type Concern = AttributeName | 'feature' | 'presence';

/** A move with what it changes, found once for all views. */
export interface PreparedMove extends CarMove {
  readonly changed: readonly Concern[];
}

/** Moves that no view can see are left out. */
export function prepareMoves(moves: readonly CarMove[]): readonly PreparedMove[] {
  return moves
    .map(({ before, after }) => ({ before, after, changed: changedBy({ before, after }) }))
    .filter(({ changed }) => changed.length > 0);
}

function changedBy({ before, after }: CarMove): readonly Concern[] {
  if (before === null || after === null) return before === after ? [] : ['presence'];
  const changed: Concern[] = [];
  for (const { name } of attributes) if (before.values[name] !== after.values[name]) changed.push(name);
  const same =
    before.featureIds.length === after.featureIds.length &&
    before.featureIds.every((id, place) => id === after.featureIds[place]);
  if (!same) changed.push('feature');
  return changed;
}

/** Which views some moves touch, and what finding out has cost. */
export interface TouchedViews {
  readonly members: readonly string[];
  /** How often a view was held against a car. */
  readonly looks: number;
}

/**
 * Looks that one check may take: 0.4 s where questions are short, 0.8 s for the longest that are stored (measured with 10,000
 * views). Beyond it every view concerned is dropped unseen: hits are lost, nothing becomes wrong.
 */
export const maxLooks = 2_000_000;

/** Registered views, found by what they depend on: a change of price is never held against a view that no price is part of. */
export class ViewsByConcern {
  readonly #maxLooks: number;
  /** By member. */
  readonly #concerns = new Map<string, readonly Concern[]>();
  readonly #views = new Map<Concern, Map<string, ViewQuestion>>();
  /** Members whose question is not known: any change may touch them. */
  readonly #unreadable = new Set<string>();

  constructor(looks = maxLooks) {
    this.#maxLooks = looks;
  }

  get size(): number {
    return this.#concerns.size;
  }

  add(member: string): void {
    if (this.#concerns.has(member)) return;
    const view = readMember(member);
    const concerns = view === null ? [] : concernsOf(view);
    this.#concerns.set(member, concerns);
    if (view === null) this.#unreadable.add(member);
    else for (const concern of concerns) this.#concernedBy(concern).set(member, view);
  }

  delete(member: string): void {
    for (const concern of this.#concerns.get(member) ?? []) this.#concernedBy(concern).delete(member);
    this.#concerns.delete(member);
    this.#unreadable.delete(member);
  }

  clear(): void {
    this.#concerns.clear();
    this.#views.clear();
    this.#unreadable.clear();
  }

  /**
   * The views whose stored content is no longer right after these moves: a car enters, leaves, or changes place. A change that
   * only the cards show (a photo, a name) leaves a view right, for cards are not part of it. Views that can't be read are
   * always among them. Cost: `looks`, at most the limit and one view more.
   */
  touchedBy(moves: readonly PreparedMove[]): TouchedViews {
    const touched = new Set(this.#unreadable);
    let looks = 0;
    for (const [concern, changing] of byConcern(moves)) {
      for (const [member, view] of this.#concernedBy(concern)) {
        if (touched.has(member)) continue;
        if (looks >= this.#maxLooks) {
          touched.add(member);
          continue;
        }
        const place = changing.findIndex((move) => changesView(view, move));
        looks += place === -1 ? changing.length : place + 1;
        if (place !== -1) touched.add(member);
      }
    }
    return { members: [...touched], looks };
  }

  #concernedBy(concern: Concern): Map<string, ViewQuestion> {
    const views = this.#views.get(concern) ?? new Map<string, ViewQuestion>();
    this.#views.set(concern, views);
    return views;
  }
}

function byConcern(moves: readonly PreparedMove[]): ReadonlyMap<Concern, readonly PreparedMove[]> {
  const groups = new Map<Concern, PreparedMove[]>();
  for (const move of moves) {
    for (const concern of move.changed) {
      const group = groups.get(concern);
      if (group === undefined) groups.set(concern, [move]);
      else group.push(move);
    }
  }
  return groups;
}

function changesView({ filters, order }: ViewQuestion, { before, after }: CarMove): boolean {
  const was = before !== null && matches(filters, before);
  const is = after !== null && matches(filters, after);
  if (was !== is) return true;
  return was && is && order !== null && before.values[order] !== after.values[order];
}

function concernsOf({ filters, order }: ViewQuestion): readonly Concern[] {
  const concerns = new Set<Concern>(['presence']);
  if (order !== null) concerns.add(order);
  for (const { name } of attributes)
    if (name in filters.options || name in filters.ranges) concerns.add(name);
  if (Object.values(filters.features).some((ids) => ids.length > 0)) concerns.add('feature');
  return [...concerns];
}
