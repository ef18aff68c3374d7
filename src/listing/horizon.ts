import type { Position } from '../catalog/position.js';
import { later, positionZero } from '../catalog/position.js';

/** The latest position that this server has shown to anybody: no visitor is to see it go back. */
export class Horizon {
  #shown = positionZero;

  /** What an answer has to reach for somebody who has seen `seen`, be it on another server. */
  atLeast(seen: Position): Position {
    return later(this.#shown, seen);
  }

  show(position: Position): void {
    this.#shown = later(this.#shown, position);
  }
}
