import { factsFromText, factsToText, indexedFromFacts } from '../catalog/car-facts.js';
import type { Car, CarId, IndexedCar } from '../catalog/car.js';
import { cardOf, indexedCar } from '../catalog/car.js';

/** A car as the index had it, and as it is to have it; null: not in the index. */
export interface CarUpdate {
  readonly id: CarId;
  readonly before: Car | null;
  readonly after: Car | null;
}

/** What the index holds of a car as text. */
export interface CarTexts {
  readonly facts: string;
  readonly card: string;
  readonly detail: string;
}

/** What an update comes to in the index, found once for all who write it. */
export interface CarWrite {
  readonly id: CarId;
  readonly before: IndexedCar | null;
  readonly after: IndexedCar | null;
  /** As they are to be; null: the car leaves. */
  readonly texts: CarTexts | null;
}

export function writeOf({ id, before, after }: CarUpdate): CarWrite {
  const was = before === null ? null : indexedCar(before);
  if (after === null) return { id, before: was, after: null, texts: null };
  const is = indexedCar(after);
  const texts = {
    facts: factsToText(is),
    card: JSON.stringify(cardOf(after)),
    detail: JSON.stringify(after),
  };
  return { id, before: was, after: is, texts };
}

/**
 * The same for a listed car of which all may change but what hangs on it: features and images are taken from the texts that the
 * index holds, unread. `bare` is the car without them. Null: nothing changes.
 */
export function writeOfRow(bare: Car, held: CarTexts): CarWrite | null {
  const card = upTo(joints.card, held.card) + from(joints.card, JSON.stringify(cardOf(bare)));
  const detail = upTo(joints.detail, JSON.stringify(bare)) + from(joints.detail, held.detail);
  if (card === held.card && detail === held.detail) return null;
  const before = indexedFromFacts(bare.id, factsFromText(held.facts));
  const after = { ...indexedCar(bare), featureIds: before.featureIds };
  return { id: bare.id, before, after, texts: { facts: factsToText(after), card, detail } };
}

/**
 * Where texts are joined: images stand before it in a card, features and images behind it in a detail. No name or address in a text can
 * be taken for it: JSON escapes the quotes within.
 */
const joints = { card: '"price":', detail: '"features":' } as const;

function upTo(joint: string, text: string): string {
  return text.slice(0, text.indexOf(joint));
}

function from(joint: string, text: string): string {
  return text.slice(text.indexOf(joint));
}
