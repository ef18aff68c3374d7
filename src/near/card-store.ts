import { widened } from './bits.js';

/**
 * The cards by slot, in memory up to a limit in bytes: beyond it a card is left out, and is fetched when a page needs it. Of every
 * card, held or not, its tag is known.
 */
export class CardStore {
  readonly #limitBytes: number;
  #texts: (string | undefined)[] = [];
  /** Two halves for each slot. */
  #tags: Int32Array<ArrayBuffer>;
  #bytes = 0;

  constructor(slots: number, limitBytes: number) {
    this.#limitBytes = limitBytes;
    this.#tags = new Int32Array(2 * slots);
  }

  /** Memory of the texts; tags come to 8 bytes a slot. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Undefined: not held. */
  text(slot: number): string | undefined {
    return this.#texts[slot];
  }

  /** Half of a digest of the card's text: see {@link writeTag}. */
  tag(slot: number, half: 0 | 1): number {
    return this.#tags[2 * slot + half]!;
  }

  /** The whole digest; as {@link tagOf} gives it for the text. */
  tagText(slot: number): string {
    return textOf(this.#tags, slot);
  }

  set(slot: number, text: string): void {
    this.remove(slot);
    writeTag(text, this.#tags, slot);
    const bytes = bytesOf(text);
    if (this.#bytes + bytes > this.#limitBytes) return;
    this.#texts[slot] = text;
    this.#bytes += bytes;
  }

  remove(slot: number): void {
    const text = this.#texts[slot];
    if (text === undefined) return;
    this.#texts[slot] = undefined;
    this.#bytes -= bytesOf(text);
  }

  widen(slots: number): void {
    this.#tags = widened(this.#tags, 2 * slots);
  }

  copy(): CardStore {
    const copy = new CardStore(0, this.#limitBytes);
    copy.#texts = this.#texts.slice();
    copy.#tags = this.#tags.slice();
    copy.#bytes = this.#bytes;
    return copy;
  }
}

/**
 * V8 keeps a string in one byte a character unless one of them needs two; counted as one, with its header. A card that came by the feed is a
 * part of its entry's text, and keeps the facts in it, some 15 % more, which is not counted.
 */
function bytesOf(text: string): number {
  return text.length + 16;
}

const scratch = new Int32Array(2);

/** 64 bits that tell texts apart: the same text has the same tag in every server. */
export function tagOf(text: string): string {
  writeTag(text, scratch, 0);
  return textOf(scratch, 0);
}

function textOf(tags: Int32Array, slot: number): string {
  return `${tags[2 * slot]!}.${tags[2 * slot + 1]!}`;
}

/** Both halves of cyrb53 by bryc, public domain: https://github.com/bryc/code/blob/master/jshash/experimental/cyrb53.js */
function writeTag(text: string, tags: Int32Array, slot: number): void {
  let one = 0xdead_beef;
  let other = 0x41c6_ce57;
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    one = Math.imul(one ^ character, 0x9e37_79b1);
    other = Math.imul(other ^ character, 0x5f35_6495);
  }
  tags[2 * slot] =
    Math.imul(one ^ (one >>> 16), 0x85eb_ca6b) ^ Math.imul(other ^ (other >>> 13), 0xc2b2_ae35);
  tags[2 * slot + 1] =
    Math.imul(other ^ (other >>> 16), 0x85eb_ca6b) ^ Math.imul(one ^ (one >>> 13), 0xc2b2_ae35);
}
