import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Position } from '../catalog/position.js';
import { positionFromString, positionToString, positionZero } from '../catalog/position.js';

/** A position as visitors are told it. */
export interface ToldPosition {
  readonly position: Position;
  readonly text: string;
  /** With its seal, for a cookie; null: there is no key to seal under yet. */
  readonly sealed: string | null;
}

/** A position and its seal: 12 characters of base64url. */
export const sealedPattern = '[\\dA-F]{1,8}/[\\dA-F]{1,8}\\.[\\w-]{12}';
/** A guess is right once in 2^72, and what it wins is a page that Postgres makes. Divisible by 3: there is one spelling. */
const sealBytes = 9;

const nothingTold: ToldPosition = {
  position: positionZero,
  text: positionToString(positionZero),
  sealed: null,
};

/**
 * Seals positions under a key that all servers of a platform have, so that a cookie is believed only if one of them gave it. Else whoever names a
 * position just beyond the index has Postgres make each page of theirs.
 *
 * The key is made from the platform's secret; without one, from what all its servers know and no visitor is told: which database it is.
 */
export class PositionSeal {
  readonly #hasSecret: boolean;
  #database: string | null = null;
  /** Null: there is no secret, and Postgres has not been seen yet. */
  #key: Buffer | null = null;
  /** Most answers in a row are of the same position. */
  #told = nothingTold;

  /** @param secret null: there is none */
  constructor(secret: string | null) {
    this.#hasSecret = secret !== null;
    if (secret !== null) this.#key = keyFrom(secret);
  }

  /** Takes note of which database it is. */
  useDatabase(identity: string): void {
    if (this.#hasSecret || identity === this.#database) return;
    this.#database = identity;
    this.#key = keyFrom(identity);
    this.#told = nothingTold;
  }

  tell(position: Position): ToldPosition {
    if (position !== this.#told.position) {
      const text = positionToString(position);
      this.#told = { position, text, sealed: this.seal(text) };
    }
    return this.#told;
  }

  /** Null: there is no key yet. */
  seal(text: string): string | null {
    if (this.#key === null) return null;
    const mac = createHmac('sha256', this.#key).update(text).digest().subarray(0, sealBytes);
    return `${text}.${mac.toString('base64url')}`;
  }

  /**
   * The position of a sealed one; zero: it is forged. One no later than what was told here last is taken as it is: it asks for nothing that others are
   * not shown anyway. So nearly all cost a comparison, and the rest one HMAC, some 5 µs.
   *
   * @param sealed as {@link sealedPattern} has it
   */
  read(sealed: string): Position {
    const text = sealed.slice(0, sealed.indexOf('.'));
    const position = positionFromString(text) ?? positionZero;
    return position <= this.#told.position || this.#isOurs(text, sealed) ? position : positionZero;
  }

  #isOurs(text: string, sealed: string): boolean {
    const ours = this.seal(text);
    return ours !== null && timingSafeEqual(Buffer.from(ours), Buffer.from(sealed));
  }
}

function keyFrom(text: string): Buffer {
  return Buffer.from(hkdfSync('sha256', text, '', 'forecourt positions', 32));
}
