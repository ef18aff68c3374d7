/**
 * The generator that LightFM draws its negative examples by: a linear congruential one of 32 bits, whose states are tempered as in the
 * Mersenne twister (Matsumoto, Nishimura 1998), and halved. Kept as it is, so that recorded runs can be replayed.
 */
export class NegativeSampler {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** A whole number, at least 0, below `end`. */
  below(end: number): number {
    this.#state = (Math.imul(this.#state, 1_103_515_245) + 12_345) | 0;
    let word = this.#state;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c_5680;
    word ^= (word << 15) & 0xefc6_0000;
    word ^= word >>> 18;
    return (word >>> 1) % end;
  }
}
