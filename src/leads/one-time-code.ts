import { createHmac, randomInt } from 'node:crypto';
import type { CodeLimits } from '../catalog/lead-store.js';
import type { CodeRequestId } from '../catalog/lead.js';
import { withAsciiDigits } from './digits.js';

/** Six digits that only the owner of a number gets to see. */
export type OneTimeCode = string & { readonly __brand: 'OneTimeCode' };

/** Of one code; how many a number gets in an hour is a setting. */
export const codeRules = { tries: 5, lifetimeSeconds: 600 } as const satisfies Partial<CodeLimits>;

export function newCode(): OneTimeCode {
  return String(randomInt(1_000_000)).padStart(6, '0') as OneTimeCode;
}

/** Reads a code as people type it: spaces and hyphens don't count, and digits are those of any script that phones in India write. Null: it can be none. */
export function codeFrom(text: string): OneTimeCode | null {
  const digits = text.length > 20 ? '' : withAsciiDigits(text).replace(/[\s-]/g, '');
  return /^\d{6}$/.test(digits) ? (digits as OneTimeCode) : null;
}

/** What is stored of a code: without the key, a million guesses would find it. Of another request, it is another one. */
export function codeHash(key: Buffer, request: CodeRequestId, code: OneTimeCode): Buffer {
  return createHmac('sha256', key).update(`${request} ${code}`).digest();
}
