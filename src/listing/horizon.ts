import type { Position } from '../catalog/position.js';
import { later, positionZero } from '../catalog/position.js';

/** More log than Postgres writes between two looks at it, in bytes. */
const betweenLooks = 1_073_741_824n;

/**
 * The latest position that this server has shown to anybody: no visitor is to see it go back. It does when an older copy of the
 * database was put back: then what was shown is no more.
 */
export class Horizon {
  #shown = positionZero;
  /** Where Postgres' log ended when somebody looked; null: nobody has. */
  #logEnd: Position | null = null;

  get shown(): Position {
    return this.#shown;
  }

  /** What an answer has to reach for somebody who says to have seen `seen`, be it on another server; never what can't be. */
  atLeast(seen: Position): Position {
    const isPossible = this.#logEnd === null || seen <= this.#logEnd + betweenLooks;
    return isPossible ? later(this.#shown, seen) : this.#shown;
  }

  show(position: Position): void {
    this.#shown = later(this.#shown, position);
  }

  /** Takes note of where the log ends. `shownBefore`: what had been shown when the look at it began. */
  looked(logEnd: Position, shownBefore: Position): void {
    this.#logEnd = logEnd;
    if (shownBefore > logEnd) this.#shown = logEnd;
  }
}
