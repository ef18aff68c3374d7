import type { EngineRow } from '../result.js';

/** What the process that measures the near index is told, and what it answers. */
export interface EngineRequest {
  readonly cars: number;
  /** Questions that are timed, and as many before them that are not. */
  readonly questions: number;
  readonly facetQuestions: number;
}

export type EngineAnswer = EngineRow;
