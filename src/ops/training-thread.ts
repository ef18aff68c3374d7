import type { TrainingFigures } from '../recommend/training-figures.js';
import type { TrainingInput, TrainingNews } from '../recommend/training/train-model.js';
import { runInThread } from './work-thread.js';

/** What the thread is given. */
export interface TrainingTask {
  readonly input: TrainingInput;
  /** Null: no model is in use. */
  readonly inUse: { readonly version: number; readonly artifact: Uint8Array } | null;
}

export interface TrainingResult {
  /** Null: it is not to be published, and `reason` says why. */
  readonly artifact: Uint8Array | null;
  readonly reason: string;
  readonly figures: TrainingFigures;
}

/** What the thread says. */
export interface TrainingTalk {
  readonly news: TrainingNews;
  readonly result: TrainingResult;
}

/** Trains in a thread of its own, which ends at once when `signal` does. Throws as {@link runInThread} does. */
export function trainInThread(
  task: TrainingTask,
  onNews: (news: TrainingNews) => void,
  signal: AbortSignal,
): Promise<TrainingResult> {
  return runInThread<TrainingTalk>(new URL('./train-worker.js', import.meta.url), task, onNews, signal);
}
