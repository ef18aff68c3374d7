import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { RecommendError } from '../recommend/errors.js';
import { ForecourtError } from '../shared/errors.js';
import type { EvaluateRequest, EvaluateResult, OnStep } from './evaluate-model.js';
import { Stopped } from './stopping.js';

/** What the thread says. */
export type EvaluateAnswer =
  | { readonly kind: 'step'; readonly step: string }
  | { readonly kind: 'done'; readonly result: EvaluateResult }
  /** An error of ours; any other ends the thread. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/**
 * Trains and measures in a thread of its own: this one hears a signal and tells how far it is, while that one never looks up. It ends at
 * once when `signal` does: then this throws {@link Stopped}. Else throws what was thrown there.
 */
export async function evaluateInThread(
  request: EvaluateRequest,
  onStep: OnStep,
  signal: AbortSignal,
): Promise<EvaluateResult> {
  const worker = new Worker(new URL('./evaluate-worker.js', import.meta.url), { workerData: request });
  const stop = (): void => void worker.terminate();
  signal.addEventListener('abort', stop, { once: true });
  const ends: Exclude<EvaluateAnswer, { readonly kind: 'step' }>[] = [];
  worker.on('message', (answer: EvaluateAnswer) => {
    if (answer.kind === 'step') onStep(answer.step);
    else ends.push(answer);
  });
  const [exitCode] = (await once(worker, 'exit')) as [number];
  signal.removeEventListener('abort', stop);
  if (signal.aborted) throw new Stopped();
  const [end] = ends;
  if (end === undefined) throw new RecommendError('RECOMMEND_THREAD_ENDED', `exit code ${exitCode}`);
  if (end.kind === 'failed') throw new ForecourtError(end.code, end.message);
  return end.result;
}
