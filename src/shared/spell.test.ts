import { expect, it } from 'vitest';
import { Spell } from './spell.js';

it('a spell of trouble is told once for each kind, and its end once, after a while without any', () => {
  const spell = new Spell();
  expect(spell.ends(0)).toBe(false);
  expect(spell.begins('A', 1_000)).toBe(true);
  expect(spell.begins('A', 2_000)).toBe(false);
  expect(spell.begins('B', 3_000)).toBe(true);
  // Some requests go well, others do not: that is no end.
  expect(spell.ends(4_000)).toBe(false);
  expect(spell.begins('A', 7_000)).toBe(false);
  expect(spell.ends(12_000)).toBe(false);
  expect(spell.ends(12_001)).toBe(true);
  expect(spell.ends(12_002)).toBe(false);
  expect(spell.begins('A', 13_000)).toBe(true);
});

it('a spell whose end nobody saw is over all the same', () => {
  const spell = new Spell();
  expect(spell.begins('A', 1_000)).toBe(true);
  expect(spell.begins('A', 60_000)).toBe(true);
});
