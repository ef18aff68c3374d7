import type { EngineRow, FillingRow } from '../result.js';

/** What the process that measures the near index is told, and what it answers. */
export interface EngineRequest {
  readonly cars: number;
  /** Questions that are timed, and as many before them that are not. */
  readonly questions: number;
  readonly facetQuestions: number;
}

export type EngineAnswer = EngineRow;

/** Where a process that fills a near index finds what to fill it from. */
export interface FillRequest {
  readonly valkeyUrl: string;
  /** Of the keys. */
  readonly prefix: string;
}

export type FillAnswer = Omit<FillingRow, 'cars'>;
