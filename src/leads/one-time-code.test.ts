import { expect, it } from 'vitest';
import type { CodeRequestId } from '../catalog/lead.js';
import { leadKeysFrom } from './lead-keys.js';
import { codeFrom, codeHash, newCode } from './one-time-code.js';

const request = 'a' as CodeRequestId;
const { codes: key } = leadKeysFrom('0'.repeat(64));

it('codes have six digits, leading zeros included, and hardly ever come again', () => {
  const codes = Array.from({ length: 5_000 }, newCode);
  for (const code of codes) expect(code).toMatch(/^\d{6}$/);
  expect(codes.some((code) => code.startsWith('0'))).toBe(true);
  expect(new Set(codes).size).toBeGreaterThan(4_900);
});

it('a code is read as people type it, and nothing else is', () => {
  for (const text of [
    '012345',
    ' 012 345 ',
    '012-345',
    '०१२३४५',
    '۰۱۲۳۴۵',
    '٠١٢٣٤٥',
    '০১২৩৪৫',
    '０１２３４５',
  ])
    expect(codeFrom(text)).toBe('012345');
  for (const text of ['', '12345', '1234567', '12345a', '①②③④⑤⑥', '1e5000', '0 '.repeat(400)])
    expect(codeFrom(text)).toBeNull();
});

it("a code's hash is of one code, one request and one key", () => {
  const hash = codeHash(key, request, codeFrom('012345')!);
  expect(codeHash(key, request, codeFrom('012345')!)).toEqual(hash);
  for (const other of [
    codeHash(key, request, codeFrom('012346')!),
    codeHash(key, 'b' as CodeRequestId, codeFrom('012345')!),
    codeHash(leadKeysFrom('1'.repeat(64)).codes, request, codeFrom('012345')!),
  ])
    expect(other).not.toEqual(hash);
});
