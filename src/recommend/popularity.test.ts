import { expect, it } from 'vitest';
import { interactionsOf } from '../../test/support/interactions.js';
import { Popularity } from './popularity.js';

it('popularity counts who wanted an item, not who refused it, and is the same for everybody', () => {
  const popularity = new Popularity(
    interactionsOf([
      [0, 1],
      [1, 1, 5],
      [2, 1, -1],
      [2, 2, 0],
      [2, 0],
    ]),
  );
  for (const user of [0, 2]) {
    const scores = new Float64Array(3);
    popularity.scores(user, scores);
    expect([...scores]).toEqual([1, 2, 0]);
  }
});
