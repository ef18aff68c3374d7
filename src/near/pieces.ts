import { setImmediate as nextTurn } from 'node:timers/promises';

/** How work in pieces is done. */
export interface PieceOptions {
  /** How long it goes on before others have their turn; a piece more than that, at most. */
  readonly turnMs: number;
  /** Whether what is worked on is still what it was: asked after every pause. */
  readonly isCurrent: () => boolean;
}

/** Does work that can pause after each of its pieces. Null: what it was about has changed in a pause, and not another piece was made. */
export async function inPieces<T>(
  pieces: Generator<void, T>,
  { turnMs, isCurrent }: PieceOptions,
): Promise<{ readonly value: T } | null> {
  let turnEnds = performance.now() + turnMs;
  while (isCurrent()) {
    const piece = pieces.next();
    if (piece.done === true) return { value: piece.value };
    if (performance.now() < turnEnds) continue;
    await nextTurn();
    turnEnds = performance.now() + turnMs;
  }
  return null;
}

/** Does the same work without a pause. */
export function inOneGo<T>(pieces: Generator<void, T>): T {
  for (;;) {
    const piece = pieces.next();
    if (piece.done === true) return piece.value;
  }
}
