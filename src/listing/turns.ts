import { ListingError } from './errors.js';

export interface TurnsOptions {
  /** How much work goes on at once. */
  readonly atOnce: number;
  /** How long anybody waits. */
  readonly waitMs: number;
}

/** Lets only so much of a costly kind of work go on at once in this process; who comes later waits, and is served in order. */
export class Turns {
  readonly #options: TurnsOptions;
  readonly #waiting: (() => void)[] = [];
  #working = 0;

  constructor(options: TurnsOptions) {
    this.#options = options;
  }

  /** Throws `LISTING_BUSY` if its turn does not come in time. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#working < this.#options.atOnce) this.#working += 1;
    else await this.#turn();
    try {
      return await work();
    } finally {
      // Handed on, so that nobody who comes just now goes first.
      const next = this.#waiting.shift();
      if (next === undefined) this.#working -= 1;
      else next();
    }
  }

  #turn(): Promise<void> {
    return new Promise((resolve, reject) => {
      const begin = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(begin), 1);
        reject(new ListingError('LISTING_BUSY'));
      }, this.#options.waitMs);
      this.#waiting.push(begin);
    });
  }
}
