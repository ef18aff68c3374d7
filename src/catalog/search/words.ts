/** What is read of a search line; the rest is cut off. For the form's `maxlength`, too. */
export const maxSearchLength = 200;

/** A word of a search line, or a sign that stands for one. */
export interface Word {
  /** `Škoda`, as it stands in the line. */
  readonly typed: string;
  /** `skoda`, as tokens have it; of a sign the word that it stands for. */
  readonly text: string;
  readonly isSign: boolean;
  /** What stands between the word before and this one. */
  readonly gap: string;
}

/** Signs that say something beside a number or a name: GO+, ₹5, <8 lakh. */
const signs: Readonly<Record<string, string>> = {
  '+': 'plus',
  '₹': 'rs',
  '&': 'and',
  '<': 'under',
  '>': 'above',
};

/** Letters and digits in a row, an apostrophe inside ("maruti's"); or a sign. */
const pieces = /[\p{L}\p{M}\p{N}]+(?:['’]\p{L}+)*|[+₹&<>]/gu;

/** The words of a line, whatever it holds. */
export function wordsOf(line: string): readonly Word[] {
  const words: Word[] = [];
  const text = line.slice(0, maxSearchLength);
  let end = 0;
  for (const { 0: typed, index } of text.matchAll(pieces)) {
    const sign = Object.hasOwn(signs, typed) ? signs[typed] : undefined;
    words.push({
      typed,
      text: sign ?? folded(typed),
      isSign: sign !== undefined,
      gap: text.slice(end, index),
    });
    end = index + typed.length;
  }
  return words;
}

/** As slug_of() of the database folds a name: lower case, without accents. */
function folded(typed: string): string {
  return typed
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\u0300-\u036f'’]/g, '');
}

/** Some words of a line as the buyer typed them. What is one piece on paper ("1.5", "a/c") stays one. */
export function asTyped(words: readonly Word[], places: readonly number[]): readonly string[] {
  const typed: string[] = [];
  let before = -2;
  for (const at of places) {
    const word = words[at];
    if (word === undefined || word.isSign) continue;
    const last = typed.at(-1);
    if (last !== undefined && before === at - 1 && isGlue(word, words[before]))
      typed[typed.length - 1] = last + word.gap + word.typed;
    else typed.push(word.typed);
    before = at;
  }
  return typed;
}

function isGlue({ gap, text }: Word, before: Word | undefined): boolean {
  if (gap === ',') return /\d$/.test(before?.text ?? '') && /^\d/.test(text);
  return /^[-./]$/.test(gap);
}
