/**
 * Spares a server that does not answer: after a failure it is left alone for a moment, then one request tries it. A refused
 * connection costs nothing, but a stalled server costs every request its time limit.
 */
export class Breaker {
  readonly #restMs: number;
  #notBefore = 0;
  #trying = false;

  constructor(restMs: number) {
    this.#restMs = restMs;
  }

  /** Runs `attempt` unless the server rests; null if it does. An error goes through, and starts a rest if `isOutage`. */
  async run<T>(attempt: () => Promise<T>, isOutage: (error: unknown) => boolean): Promise<T | null> {
    const resting = this.#notBefore !== 0;
    if (resting && (this.#trying || performance.now() < this.#notBefore)) return null;
    this.#trying = resting;
    try {
      const result = await attempt();
      this.#notBefore = 0;
      return result;
    } catch (error) {
      this.#notBefore = isOutage(error) ? performance.now() + this.#restMs : 0;
      throw error;
    } finally {
      this.#trying = false;
    }
  }
}
