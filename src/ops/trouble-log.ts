import type { Logger } from 'pino';
import { codeOf, messageOf } from '../shared/errors.js';
import { asOutsideError } from './outside-error.js';

/** While the same trouble lasts, it is told so often. */
const reminderMs = 60_000;

/** Trouble that is tried again and again, as log lines: when it begins or changes, and then once a minute. */
export class TroubleLog {
  readonly #log: Logger;
  readonly #start: string;
  #told: string | null = null;
  #toldAt = 0;

  /** @param start stands before each message */
  constructor(log: Logger, start = '') {
    this.#log = log;
    this.#start = start;
  }

  troubled(error: unknown, facts: Readonly<Record<string, number>> = {}): void {
    const known = asOutsideError(error);
    const code = codeOf(known);
    const message = this.#start + messageOf(known);
    // A code's details may change from one attempt to the next: it is the same trouble.
    const trouble = code ?? message;
    if (trouble === this.#told && performance.now() - this.#toldAt < reminderMs) {
      this.#log.debug({ code, ...facts }, message);
      return;
    }
    this.#told = trouble;
    this.#toldAt = performance.now();
    if (code === null) this.#log.error({ err: error, ...facts }, message);
    else this.#log.warn({ code, ...facts }, message);
  }

  /** It is over; says so, if there was any. */
  over(sentence: string | null): void {
    if (this.#told !== null && sentence !== null) this.#log.info(sentence);
    this.#told = null;
  }
}
