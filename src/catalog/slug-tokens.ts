import type { SlugToken } from './slug-token.js';
import type { SlugType } from './slug-filters.js';
import { slugParameter, slugTypes } from './slug-filters.js';

/** Some words of a slug that are a token, and what the token names: one id per type that has it. */
export interface TokenMatch {
  /** How many words. */
  readonly length: number;
  readonly ids: Partial<Readonly<Record<SlugType, number>>>;
}

/** One way to write a thing: `wagon-r` for the model 122. */
export interface Spelling {
  readonly type: SlugType;
  readonly id: number;
  readonly value: string;
}

/** A word after the words that led here. */
interface Node {
  readonly next: Map<string, Node>;
  readonly ids: Partial<Record<SlugType, number>>;
  /** Whether a token ends here. */
  ends: boolean;
}

/**
 * All tokens at hand, read both ways. One tree of words for all types, since one walk down it finds every token that
 * begins at a word, however many words it has.
 *
 * Rows that make no sense here (a type of a newer schema, a filter that is not this type's) are left out: they are
 * words that nobody understands, and no reason to answer no slug at all.
 */
export class SlugTokens {
  readonly #root = newNode();
  readonly #spellings = new Map<string, string[]>();
  readonly #all: Spelling[] = [];

  constructor(tokens: Iterable<SlugToken>) {
    for (const token of [...tokens].sort(canonicalFirst)) this.#add(token);
  }

  /** Every token that begins at a word, longest first. */
  matchesAt(words: readonly string[], from: number): readonly TokenMatch[] {
    const matches: TokenMatch[] = [];
    let node: Node | undefined = this.#root;
    for (let at = from; at < words.length; at++) {
      node = node.next.get(words[at] ?? '');
      if (node === undefined) break;
      if (node.ends) matches.push({ length: at + 1 - from, ids: node.ids });
    }
    return matches.reverse();
  }

  /** The words for a thing: the canonical one, then older ones. */
  spellingsOf(type: SlugType, id: number): readonly string[] {
    return this.#spellings.get(thing(type, id)) ?? [];
  }

  /** Every spelling that is understood: canonical ones first, each kind in alphabetical order. */
  get all(): readonly Spelling[] {
    return this.#all;
  }

  #add(token: SlugToken): void {
    const type = slugTypes.find((known) => known === token.type);
    const id = type === undefined ? null : idOf(token, type);
    if (type === undefined || id === null || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(token.value)) return;
    let node = this.#root;
    for (const word of token.value.split('-')) {
      const next = node.next.get(word) ?? newNode();
      node.next.set(word, next);
      node = next;
    }
    if (node.ids[type] !== undefined) return;
    node.ids[type] = id;
    node.ends = true;
    this.#all.push({ type, id, value: token.value });
    const spellings = this.#spellings.get(thing(type, id));
    if (spellings === undefined) this.#spellings.set(thing(type, id), [token.value]);
    else spellings.push(token.value);
  }
}

/** A total order, so that the same tokens make the same slugs in whatever order they arrived. */
function canonicalFirst(a: SlugToken, b: SlugToken): number {
  if (a.canonical !== b.canonical) return a.canonical ? -1 : 1;
  return compare(a.value, b.value) || compare(a.filter, b.filter);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The 121 of `model_id=121`; null if the filter is not one of this type. */
function idOf(token: SlugToken, type: SlugType): number | null {
  const { parameter, digits } =
    /^(?<parameter>[a-z_]+)=(?<digits>\d{1,15})$/.exec(token.filter)?.groups ?? {};
  return parameter === slugParameter(type) ? Number(digits) : null;
}

function thing(type: SlugType, id: number): string {
  return `${type}/${id}`;
}

function newNode(): Node {
  return { next: new Map(), ids: {}, ends: false };
}
