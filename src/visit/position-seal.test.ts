import { expect, it } from 'vitest';
import type { Position } from '../catalog/position.js';
import { positionZero } from '../catalog/position.js';
import { PositionSeal, sealedPattern } from './position-seal.js';

const secret = 'c0ffee'.repeat(11);
const position = 0x16_b374_d848n as Position;

function sealedBy(seal: PositionSeal): string {
  return seal.tell(position).sealed ?? '';
}

it('what one server of a platform has told, every other one believes', () => {
  const sealed = sealedBy(new PositionSeal(secret));
  expect(sealed).toMatch(new RegExp(`^${sealedPattern}$`));
  expect(new PositionSeal(secret).read(sealed)).toBe(position);
});

it('what anybody else has made counts as nothing', () => {
  const sealed = sealedBy(new PositionSeal(secret));
  const forged = [
    sealedBy(new PositionSeal('deadbeef'.repeat(8))),
    sealed.replace('D848', 'D849'),
    sealed.replace('16/', '17/'),
    `${sealed.slice(0, -1)}${sealed.endsWith('A') ? 'B' : 'A'}`,
  ];
  for (const each of forged) expect(new PositionSeal(secret).read(each), each).toBe(positionZero);
});

it('without a secret, servers of one database believe each other, and nobody while the database is unknown', () => {
  const [one, other, foreign] = [new PositionSeal(null), new PositionSeal(null), new PositionSeal(null)];
  expect(one.tell(position)).toEqual({ position, text: '16/B374D848', sealed: null });
  one.useDatabase('7512/1/16384');
  const sealed = sealedBy(one);
  expect(other.read(sealed)).toBe(positionZero);
  other.useDatabase('7512/1/16384');
  expect(other.read(sealed)).toBe(position);
  foreign.useDatabase('7513/1/16384');
  expect(foreign.read(sealed)).toBe(positionZero);
});

it('with a secret, a platform whose database was promoted goes on believing what it told', () => {
  const seal = new PositionSeal(secret);
  const sealed = sealedBy(seal);
  seal.useDatabase('7512/2/16384');
  expect(new PositionSeal(secret).read(sealed)).toBe(position);
  expect(sealedBy(seal)).toBe(sealed);
});
