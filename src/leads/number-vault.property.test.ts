import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LeadError } from './errors.js';
import { leadKeysFrom } from './lead-keys.js';
import type { MobileNumber } from './mobile-number.js';
import { NumberVault } from './number-vault.js';

const vaultOf = (secret: string): NumberVault => new NumberVault(leadKeysFrom(secret.padEnd(64, '0')));
const numbers = fc
  .bigInt({ min: 1_000_000n, max: 999_999_999_999_999n })
  .map((digits) => `+${digits}` as MobileNumber);

describe('a sealed number', () => {
  const vault = vaultOf('one');

  it('opens, shows no digit of itself, and is another seal each time under the same hash', () => {
    fc.assert(
      fc.property(numbers, (number) => {
        const [one, other] = [vault.seal(number), vault.seal(number)];
        expect([vault.open(one), vault.open(other)]).toEqual([number, number]);
        expect(one.hash).toEqual(other.hash);
        expect(one.sealed).not.toEqual(other.sealed);
        for (const bytes of [one.hash, one.sealed]) expect(bytes.includes(number.slice(1))).toBe(false);
      }),
    );
  });

  it('has another hash for another number, and under another secret', () => {
    fc.assert(
      fc.property(numbers, numbers, (one, other) => {
        expect(vault.seal(one).hash.equals(vault.seal(other).hash)).toBe(one === other);
        expect(vaultOf('two').seal(one).hash).not.toEqual(vault.seal(one).hash);
      }),
    );
  });

  it('opens neither with a bit changed, nor beside the hash of another one, nor under another secret', () => {
    const refused = (run: () => unknown): void => {
      expect(run).toThrow(expect.objectContaining({ code: 'LEADS_OTHER_SECRET' }) as LeadError);
    };
    fc.assert(
      fc.property(numbers, fc.nat(), fc.integer({ min: 0, max: 7 }), (number, place, bit) => {
        const { hash, sealed } = vault.seal(number);
        const changed = Buffer.from(sealed);
        const at = place % changed.length;
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        refused(() => vault.open({ hash, sealed: changed }));
        refused(() => vault.open({ hash: vault.seal('+919000000000' as MobileNumber).hash, sealed }));
        refused(() => vaultOf('two').open({ hash, sealed }));
        refused(() => vault.open({ hash, sealed: sealed.subarray(0, place % sealed.length) }));
      }),
      { numRuns: 50 },
    );
  });

  it('tells nothing of itself when it does not open', () => {
    const { hash } = vault.seal('+919876543210' as MobileNumber);
    try {
      vault.open({ hash, sealed: Buffer.from('\u0001+919876543210+919876543210+919876543210') });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(LeadError);
      expect(JSON.stringify(error) + String(error)).not.toContain('9876543210');
    }
  });
});
