import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { RecommendError } from '../recommend/errors.js';
import type { TrainingFigures } from '../recommend/training-figures.js';
import type { TrainingInput, TrainingNews } from '../recommend/training/train-model.js';
import { ForecourtError } from '../shared/errors.js';
import { Stopped } from './stopping.js';

/** What the thread is given. */
export interface TrainingTask {
  readonly input: TrainingInput;
  /** Null: no model is in use. */
  readonly inUse: { readonly version: number; readonly artifact: Uint8Array } | null;
}

/** What the thread says. */
export type TrainingAnswer =
  | { readonly kind: 'news'; readonly news: TrainingNews }
  | ({ readonly kind: 'done' } & TrainingResult)
  /** An error of ours; any other ends the thread. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

export interface TrainingResult {
  /** Null: it is not to be published, and `reason` says why. */
  readonly artifact: Uint8Array | null;
  readonly reason: string;
  readonly figures: TrainingFigures;
}

/** Trains in a thread of its own, which ends at once when `signal` does: then this throws {@link Stopped}. */
export async function trainInThread(
  task: TrainingTask,
  onNews: (news: TrainingNews) => void,
  signal: AbortSignal,
): Promise<TrainingResult> {
  if (signal.aborted) throw new Stopped();
  const worker = new Worker(new URL('./train-worker.js', import.meta.url), { workerData: task });
  return resultOf(worker, onNews, signal);
}

/**
 * What a thread that trains says at last. Throws {@link Stopped} where `signal` has ended it, `RECOMMEND_THREAD_ENDED` where it ended without
 * a word, and what was thrown in it.
 */
export async function resultOf(
  worker: Worker,
  onNews: (news: TrainingNews) => void,
  signal: AbortSignal,
): Promise<TrainingResult> {
  const stop = (): void => void worker.terminate();
  signal.addEventListener('abort', stop, { once: true });
  const results: Exclude<TrainingAnswer, { readonly kind: 'news' }>[] = [];
  worker.on('message', (answer: TrainingAnswer) => {
    if (answer.kind === 'news') onNews(answer.news);
    else results.push(answer);
  });
  let exitCode: unknown;
  try {
    // Also throws what was thrown in the thread.
    [exitCode] = (await once(worker, 'exit')) as [number];
  } finally {
    signal.removeEventListener('abort', stop);
  }
  const [result] = results;
  if (result === undefined) {
    if (signal.aborted) throw new Stopped();
    throw new RecommendError('RECOMMEND_THREAD_ENDED', `exit code ${String(exitCode)}`);
  }
  if (result.kind === 'failed') throw new ForecourtError(result.code, result.message);
  return result;
}
