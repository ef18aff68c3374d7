import type { Interactions } from '../interactions.js';

/** Which items are ranked: all, those that training knows, or those of the test that training does not know. */
export type Candidates = 'all' | 'train' | 'test';

/** Item -> 1: it is ranked. */
export function candidatesOf(which: Candidates, train: Interactions, test: Interactions): Uint8Array {
  const flags = new Uint8Array(train.itemCount);
  if (which === 'all') return flags.fill(1);
  if (which === 'train') for (const item of train.items) flags[item] = 1;
  else {
    for (const item of test.items) flags[item] = 1;
    for (const item of train.items) flags[item] = 0;
  }
  return flags;
}
