/**
 * Spares a server that does not answer: after an outage it is left alone for a moment, then one request tries it. A refused
 * connection costs nothing, but a stalled server costs every request its time limit.
 */
export class Breaker {
  readonly #restMs: number;
  readonly #isOutage: (error: unknown) => boolean;
  #notBefore = 0;
  #trying = false;

  constructor(restMs: number, isOutage: (error: unknown) => boolean) {
    this.#restMs = restMs;
    this.#isOutage = isOutage;
  }

  /** Runs `attempt` unless the server rests; null if it does. An error goes through, and starts a rest if it is an outage. */
  async run<T>(attempt: () => Promise<T>): Promise<T | null> {
    const trial = this.#notBefore !== 0;
    if (trial && (this.#trying || performance.now() < this.#notBefore)) return null;
    if (trial) this.#trying = true;
    try {
      const result = await attempt();
      this.#notBefore = 0;
      return result;
    } catch (error) {
      this.#notBefore = this.#isOutage(error) ? performance.now() + this.#restMs : 0;
      throw error;
    } finally {
      if (trial) this.#trying = false;
    }
  }
}
