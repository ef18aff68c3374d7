import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type { SealedNumber } from '../catalog/lead.js';
import { LeadError } from './errors.js';
import type { LeadKeys } from './lead-keys.js';
import type { MobileNumber } from './mobile-number.js';

const cipher = 'aes-256-gcm';
/** The first byte: how the rest is made, and under which of the secret's keys. */
const version = 1;
/** As NIST SP 800-38D wants it for random nonces: 2^32 numbers under one key. */
const nonceBytes = 12;
const tagBytes = 16;

/** Seals numbers for the database, and opens them. A seal belongs to its hash: moved to another row, it does not open. */
export class NumberVault {
  readonly #sealKey: Buffer;
  readonly #hashKey: Buffer;

  constructor({ numberSeal, numberHash }: Pick<LeadKeys, 'numberSeal' | 'numberHash'>) {
    this.#sealKey = numberSeal;
    this.#hashKey = numberHash;
  }

  seal(number: MobileNumber): SealedNumber {
    // Without the key, hashing all ten thousand million numbers would take an afternoon.
    const hash = createHmac('sha256', this.#hashKey).update(number).digest();
    const nonce = randomBytes(nonceBytes);
    const sealing = createCipheriv(cipher, this.#sealKey, nonce, { authTagLength: tagBytes }).setAAD(hash);
    const text = Buffer.concat([sealing.update(number, 'utf8'), sealing.final()]);
    return { hash, sealed: Buffer.concat([Buffer.of(version), nonce, text, sealing.getAuthTag()]) };
  }

  /** @throws LeadError LEADS_OTHER_SECRET */
  open({ hash, sealed }: SealedNumber): MobileNumber {
    try {
      if (sealed[0] !== version) throw new Error(`version ${sealed[0] ?? 'none'}`);
      const nonce = sealed.subarray(1, 1 + nonceBytes);
      const opening = createDecipheriv(cipher, this.#sealKey, nonce, { authTagLength: tagBytes })
        .setAAD(hash)
        .setAuthTag(sealed.subarray(-tagBytes));
      const text = sealed.subarray(1 + nonceBytes, -tagBytes);
      return Buffer.concat([opening.update(text), opening.final()]).toString() as MobileNumber;
    } catch (error) {
      throw new LeadError('LEADS_OTHER_SECRET', '', { cause: error });
    }
  }
}
