import type { NameTable } from '../catalog/attributes.js';
import type { CarFacts } from '../catalog/car-facts.js';
import { factsFromText } from '../catalog/car-facts.js';
import type { CarId } from '../catalog/car.js';
import { carId } from '../catalog/car.js';
import type { NameEntry } from '../catalog/change.js';
import type { Position } from '../catalog/position.js';
import { positionFromString, positionToString } from '../catalog/position.js';
import { must } from '../shared/assert.js';
import type { CarWrite } from './car-update.js';

/**
 * Where an entry stands in the feed: an id of a Valkey stream, `{n}-0`. n grows by the cars in the entry, by 1 at least: so the feed
 * can be trimmed to a number of cars, whatever its entries hold.
 */
export type FeedId = string & { readonly __brand: 'FeedId' };

export function feedId(text: string): FeedId {
  return text as FeedId;
}

/** A name as it is from now on; `entry` null: it is gone. */
export interface NameUpdate {
  readonly table: NameTable;
  readonly id: number;
  readonly entry: NameEntry | null;
}

/** What an entry says beside its cars. */
export interface FeedHead {
  /** The entry before it: a reader that has not seen that one has missed something. */
  readonly after: FeedId;
  /** The index holds everything up to here. */
  readonly position: Position;
  /** False: more entries follow that belong to the same change, and only all of them together make a true picture. */
  readonly whole: boolean;
  /** Version of the slug tokens; null: as before. */
  readonly words: string | null;
  readonly names: readonly NameUpdate[];
}

/** A car as it is from now on; `facts` null: it is not listed. */
export interface FeedCar {
  readonly id: CarId;
  readonly facts: CarFacts | null;
  readonly card: string;
}

export interface FeedEntry {
  readonly id: FeedId;
  readonly head: FeedHead;
  readonly cars: readonly FeedCar[];
}

/** The field of the head; all others are car ids. */
const headField = 'head';

/** The fields and values of an entry: of a car facts and card in one text, for neither holds a line end. */
export function feedFields(head: FeedHead, cars: readonly CarWrite[]): string[] {
  const fields = [headField, JSON.stringify({ ...head, position: positionToString(head.position) })];
  for (const { id, texts } of cars)
    fields.push(String(id), texts === null ? '' : `${texts.facts}\n${texts.card}`);
  return fields;
}

export function feedEntryFrom(id: string, fields: readonly string[]): FeedEntry {
  let head: FeedHead | null = null;
  const cars: FeedCar[] = [];
  for (let at = 0; at < fields.length; at += 2) {
    const field = fields[at] ?? '';
    const text = fields[at + 1] ?? '';
    if (field === headField) head = headFrom(text);
    else cars.push(carFrom(carId(Number(field)), text));
  }
  return { id: feedId(id), head: must(head, 'the head of a feed entry'), cars };
}

function headFrom(text: string): FeedHead {
  const head = JSON.parse(text) as Omit<FeedHead, 'position'> & { readonly position: string };
  return { ...head, position: must(positionFromString(head.position), 'the position of a feed entry') };
}

function carFrom(id: CarId, text: string): FeedCar {
  if (text === '') return { id, facts: null, card: '' };
  const end = text.indexOf('\n');
  return { id, facts: factsFromText(text.slice(0, end)), card: text.slice(end + 1) };
}

/** The id of an entry with so many cars that follows another. */
export function nextFeedId(after: FeedId, cars: number): FeedId {
  return feedId(`${counterOf(after) + Math.max(1, cars)}-0`);
}

export function isBefore(one: FeedId, other: FeedId): boolean {
  return counterOf(one) < counterOf(other);
}

/** The lowest id to keep, so that about so many cars stay in the feed. */
export function oldestToKeep(last: FeedId, cars: number): FeedId {
  return feedId(`${Math.max(0, counterOf(last) - cars)}-0`);
}

/** Below 2^53: see swap-index.lua, where feeds begin. */
function counterOf(id: FeedId): number {
  return Number(id.split('-')[0]);
}
