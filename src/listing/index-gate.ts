import { IndexError } from '../index/errors.js';
import type { ListingErrorCode } from './errors.js';
import { ListingError } from './errors.js';
import type { Breaker } from './breaker.js';
import type { IndexWatch } from './index-watch.js';

export interface IndexGateParts {
  readonly watch: Pick<IndexWatch, 'why'>;
  readonly breaker: Breaker;
  readonly report: FallbackReport;
}

/** Who answers the requests, for logs and metrics. */
export interface FallbackReport {
  /** The index was passed over, or could not answer: why. */
  fellBack(error: unknown): void;
  /** The index answered. */
  answered(): void;
}

/** The way to the index: shut while it is not believed, and for a moment after an outage. */
export class IndexGate {
  readonly #parts: IndexGateParts;

  constructor(parts: IndexGateParts) {
    this.#parts = parts;
  }

  get isBelieved(): boolean {
    return this.#parts.watch.why === null;
  }

  /** Postgres has to answer instead: because the index is not believed, or else for this reason. */
  passOver(otherwise: ListingErrorCode): void {
    const { watch, report } = this.#parts;
    report.fellBack(watch.why ?? new ListingError(otherwise));
  }

  /** A copy of the index answered. */
  answered(): void {
    this.#parts.report.answered();
  }

  /** Asks the index in Valkey. Null: it has to be passed over. */
  async ask<T>(attempt: () => Promise<T>): Promise<T | null> {
    const { watch, breaker, report } = this.#parts;
    if (watch.why !== null) {
      report.fellBack(watch.why);
      return null;
    }
    try {
      const answer = await breaker.run(attempt);
      if (answer !== null) report.answered();
      return answer;
    } catch (error) {
      if (!(error instanceof IndexError)) throw error;
      report.fellBack(error);
      return null;
    }
  }
}
