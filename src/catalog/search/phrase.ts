import type { AttributeName } from '../attributes.js';
import type { Filters, Range } from '../filters.js';
import { noFilters } from '../filters.js';

/** A way to say an amount: a pattern over the line, and what it asks for. */
export interface Phrase {
  readonly pattern: RegExp;
  /** Null: these numbers make no sense here, and some other phrase may. */
  readonly meaning: (said: Said, thisYear: number | null) => Filters | null;
}

/** The named groups of a pattern; those that took no part are undefined. */
export type Said = Readonly<Record<string, string | undefined>>;

/** Between two words: "7 seater", "7-seater". */
export const gap = '[ -]';

/** Between two ends: "5-8", "5 to 8". */
export const upTo = `(?:-|${gap}(?:to|till|until|upto)${gap})`;

/** Between alternatives. */
export const or = `${gap}(?:or|and)${gap}`;

/** 8, 7.5, 8,00,000; of a bounded length, lest a line of digits be gone through from each of them. */
export const decimal = String.raw`\d{1,15}(?:,\d{1,3}){0,6}(?:\.\d{1,6})?`;

/** That no amount follows. */
export const noNumberNext = String.raw`(?!${gap}(?:rs${gap})?\d)`;

/**
 * What makes a limit of the amount before it: "onwards"; "or more", "and above". Of "8 lakh and above 50,000 km" the word
 * belongs to what follows; so does any before "than".
 */
export function limitAfter({ alone, words, directions }: LimitWords): string {
  const worded = `${anyOf(words)}(?!${gap}than)`;
  const directed = `${anyOf(directions)}(?!${gap}than)${noNumberNext}`;
  return `(?:${anyOf(alone)}|(?:or|and)${gap}(?:${worded}|${directed}))`;
}

export interface LimitWords {
  /** Without "or". */
  readonly alone: string;
  readonly words: string;
  /** With a number after them they are a limit of that. */
  readonly directions: string;
}

/** A phrase is tried at the beginning of a word; it neither begins nor ends within a number, nor ends within a word. */
export function phrase(pattern: string, meaning: Phrase['meaning']): Phrase {
  return { pattern: new RegExp(String.raw`(?<!\d[.,])${pattern}(?![a-z0-9]|[.,]\d)`, 'y'), meaning };
}

/** Alternatives as a group, whose words may be joined by hyphens. */
export function anyOf(words: string): string {
  const alternatives = words.split('|').map((word) => word.trim().replaceAll(' ', gap));
  return `(?:${alternatives.join('|')})`;
}

export function rangeOf(attribute: AttributeName, range: Range): Filters {
  return { ...noFilters, ranges: { [attribute]: range } };
}

export function optionsOf(attribute: AttributeName, values: readonly number[]): Filters {
  return { ...noFilters, options: { [attribute]: values } };
}
