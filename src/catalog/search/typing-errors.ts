import { typingErrors } from './edit-distance.js';

/** What a mistyped word may have been meant to be. */
export interface Candidate {
  readonly word: string;
  /** What to show for it: `wagon r` for `wagonr`. */
  readonly shown: string;
  /** Of two that are equally close the lower. */
  readonly rank: number;
}

/** Candidates of one length. */
interface Bucket {
  readonly candidates: Candidate[];
  /** Parallel: which letters each has. */
  readonly letters: number[];
}

interface Found {
  readonly errors: number;
  readonly candidate: Candidate;
}

/** Shorter words of a catalogue are too close to each other: i10 and i20, red and rad. */
const shortestForgiven = 4;
const shortestForgivenTwice = 8;

/** In shorter words the first letter is taken to be right: of few letters, another first one makes another word. */
const longEnoughToBeginWrong = 6;

/**
 * Words by their length, since words of close spelling have close lengths; each with the set of its letters, since an
 * error changes two of them at most. So of 3,000 words all but a few are told apart without comparing letter by letter.
 */
export class TypingErrors {
  readonly #byLength = new Map<number, Bucket>();

  constructor(candidates: Iterable<Candidate>) {
    const added = new Set<string>();
    for (const candidate of [...candidates].sort(byRankAndWord)) {
      const { word } = candidate;
      if (!/^[a-z]{3,}$/.test(word) || added.has(word)) continue;
      added.add(word);
      const bucket = this.#byLength.get(word.length) ?? { candidates: [], letters: [] };
      this.#byLength.set(word.length, bucket);
      bucket.candidates.push(candidate);
      bucket.letters.push(lettersOf(word));
    }
  }

  /**
   * What a word that is none of these was most likely meant to be: one error away if it has four letters, two if it has
   * eight. Of several the fewest errors, then the same first letter, then the rank, then the alphabet. Null: nothing is
   * close, or there are digits in it, which are told apart by typing them right.
   */
  nearest(word: string): Candidate | null {
    if (word.length < shortestForgiven || /\d/.test(word)) return null;
    const limit = word.length < shortestForgivenTwice ? 1 : 2;
    const letters = lettersOf(word);
    let nearest: Found | null = null;
    for (let length = word.length - limit; length <= word.length + limit; length++) {
      const bucket = this.#byLength.get(length);
      if (bucket === undefined) continue;
      for (const [at, candidate] of bucket.candidates.entries()) {
        if (differing(letters, bucket.letters[at] ?? 0) > 2 * limit) continue;
        if (!mayBegin(word, candidate.word)) continue;
        const errors = typingErrors(word, candidate.word, limit);
        if (errors === null) continue;
        const found = { errors, candidate };
        if (nearest === null || isNearer(word, found, nearest)) nearest = found;
      }
    }
    return nearest?.candidate ?? null;
  }
}

function isNearer(word: string, one: Found, other: Found): boolean {
  if (one.errors !== other.errors) return one.errors < other.errors;
  const begins = one.candidate.word.startsWith(word.charAt(0));
  if (begins !== other.candidate.word.startsWith(word.charAt(0))) return begins;
  return byRankAndWord(one.candidate, other.candidate) < 0;
}

function byRankAndWord(one: Candidate, other: Candidate): number {
  return one.rank - other.rank || (one.word < other.word ? -1 : one.word > other.word ? 1 : 0);
}

/** The same first letter, or the first two swapped. */
function mayBegin(word: string, candidate: string): boolean {
  if (word.length >= longEnoughToBeginWrong || candidate.startsWith(word.charAt(0))) return true;
  return candidate.startsWith(word.charAt(1) + word.charAt(0));
}

/** One bit a letter; others have none. */
function lettersOf(word: string): number {
  let letters = 0;
  for (let at = 0; at < word.length; at++) {
    const letter = word.charCodeAt(at) - 97;
    if (letter >= 0 && letter < 26) letters |= 1 << letter;
  }
  return letters;
}

/** How many letters one of two sets has and the other has not: the bits of 26, counted in pairs, fours, eights ... */
function differing(one: number, other: number): number {
  let bits = one ^ other;
  bits -= (bits >> 1) & 0x15555555;
  bits = (bits & 0x33333333) + ((bits >> 2) & 0x33333333);
  bits = (bits + (bits >> 4)) & 0x0f0f0f0f;
  return (bits * 0x01010101) >>> 24;
}
