import { attributeNamed } from './attributes.js';
import type { SlugTokens } from './slug-tokens.js';
import { slugTypes } from './slug-filters.js';

/** Why a slug says nothing. */
export interface SlugProblem {
  /** The word or words not understood, joined as in the slug. */
  readonly notUnderstood: string;
  /** For people: what is wrong with them. */
  readonly message: string;
}

const grammar = 'used-[colour]-[fuel]-[transmission]-[make]-[model]-[body]-cars[-under-4-lakh][-in-city]';

/** Far above the longest that is ever printed for real cars; reading one costs little below it. */
export const maxSlugLength = 300;

export function tooLong(text: string): SlugProblem {
  return {
    notUnderstood: `${text.slice(0, 40)}…`,
    message: `A slug has up to ${maxSlugLength} characters, not ${text.length}.`,
  };
}

/** What to say of a slug that was understood up to the word at `stuck`, and by no reading any further. */
export function explainSlug(tokens: SlugTokens, words: readonly string[], stuck: number): SlugProblem {
  if (stuck >= words.length) {
    const last = words.at(-1) ?? '';
    return problem(last, `should not be the last word. A slug reads ${grammar}`);
  }
  if (stuck === 0) return problem(unknownRun(tokens, words, 0), 'is where a slug says "used"');
  return priceProblem(words, stuck) ?? misplaced(tokens, words, stuck) ?? unknown(tokens, words, stuck);
}

/** A price without a direction, with a number that is not one, or in the wrong place. */
function priceProblem(words: readonly string[], stuck: number): SlugProblem | null {
  const rest = words.slice(stuck).join('-');
  const bare = /^([1-9]\d*-(?:lakh|crore))s?(?![^-])/.exec(rest);
  if (bare !== null) return problem(bare[0], `says no direction; a limit reads "under-${bare[1] ?? ''}"`);
  const under = /^under(-\d[^-]*)*(-(lakh|crore)s?)?(?![^-])/.exec(rest)?.[0];
  if (under === undefined) return null;
  return problem(
    under,
    'is no price limit here: one stands right after "cars", in whole lakh or crore: "under-4-lakh"',
  );
}

/** A known word where it, or its type, can't stand. */
function misplaced(tokens: SlugTokens, words: readonly string[], stuck: number): SlugProblem | null {
  const { length, ids } = tokens.matchesAt(words, stuck)[0] ?? { length: 1, ids: null };
  if (ids === null && !isLandmark(words[stuck])) return null;
  const labels = slugTypes
    .filter((type) => ids?.[type] !== undefined)
    .map((type) => attributeNamed(type).label);
  const kinds = labels.length === 0 ? '' : `(${labels.join(', ').toLowerCase()}) `;
  const value = words.slice(stuck, stuck + length).join('-');
  return problem(value, `${kinds}can't stand here. A slug reads ${grammar}`);
}

function unknown(tokens: SlugTokens, words: readonly string[], stuck: number): SlugProblem {
  return problem(unknownRun(tokens, words, stuck), `is not understood. A slug reads ${grammar}`);
}

/** The words from `stuck` to the next one that means something: "great-wall" is one unknown thing, not two. */
function unknownRun(tokens: SlugTokens, words: readonly string[], stuck: number): string {
  let end = stuck + 1;
  while (end < words.length && !isLandmark(words[end]) && tokens.matchesAt(words, end).length === 0) end++;
  return words.slice(stuck, end).join('-');
}

function isLandmark(word: string | undefined): boolean {
  return word === 'used' || word === 'cars' || word === 'in' || word === 'under';
}

/** Two hyphens in a row have an empty word between them, which is shown as a hyphen. */
function problem(words: string, message: string): SlugProblem {
  const notUnderstood = words === '' ? '-' : words;
  return { notUnderstood, message: `"${notUnderstood}" ${message}.` };
}
