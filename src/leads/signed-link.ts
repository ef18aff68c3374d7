import { createHmac, timingSafeEqual } from 'node:crypto';
import type { CodeRequestId, LeadId, TestDriveId } from '../catalog/lead.js';

/** What a token gives to whoever holds it, and whose id it carries. */
interface IdOf {
  /** To say the code that confirms a number. */
  readonly request: CodeRequestId;
  /** To act as the owner of a confirmed number. */
  readonly proof: LeadId;
  /** To see, move and cancel a test drive. */
  readonly 'test-drive': TestDriveId;
}

export type Purpose = keyof IdOf;

/** Bytes: the id, when it ends (milliseconds since 1970), and the signature. Divisible by 3, so that there is one spelling in base64url. */
const idBytes = 16;
const expiryBytes = 6;
const signedBytes = idBytes + expiryBytes;
const signatureBytes = 32;
const wholeToken = new RegExp(`^[\\w-]{${((signedBytes + signatureBytes) * 4) / 3}}$`);

/** Makes and reads tokens that nobody else can make: an id with an end and an HMAC-SHA256. One made for a purpose is good for no other. */
export class SignedLinks {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    this.#key = key;
  }

  sign<P extends Purpose>(purpose: P, id: IdOf[P], expiresAtMs: number): string {
    const signed = Buffer.alloc(signedBytes);
    signed.write(id.replaceAll('-', ''), 'hex');
    signed.writeUIntBE(expiresAtMs, idBytes, expiryBytes);
    return Buffer.concat([signed, this.#signatureOf(purpose, signed)]).toString('base64url');
  }

  /** Null: it is forged, of another purpose, or over. */
  read<P extends Purpose>(purpose: P, token: string, nowMs: number): IdOf[P] | null {
    if (!wholeToken.test(token)) return null;
    const bytes = Buffer.from(token, 'base64url');
    const signed = bytes.subarray(0, signedBytes);
    if (!timingSafeEqual(bytes.subarray(signedBytes), this.#signatureOf(purpose, signed))) return null;
    if (signed.readUIntBE(idBytes, expiryBytes) <= nowMs) return null;
    return uuidOf(signed.subarray(0, idBytes)) as IdOf[P];
  }

  #signatureOf(purpose: Purpose, signed: Buffer): Buffer {
    return createHmac('sha256', this.#key).update(`${purpose} `).update(signed).digest();
  }
}

function uuidOf(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
