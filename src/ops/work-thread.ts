import { once } from 'node:events';
import { parentPort, Worker } from 'node:worker_threads';
import { RecommendError } from '../recommend/errors.js';
import { must } from '../shared/assert.js';
import { ForecourtError } from '../shared/errors.js';
import { Stopped } from './stopping.js';

/*
 * Minutes of work without a pause, in a thread of its own: beside one that keeps a lease, hears signals, tells how far it is and can end it
 * at any time.
 */

/** What a thread tells on its way, and at last. */
export interface Talk {
  readonly news: unknown;
  readonly result: unknown;
}

type ThreadAnswer<T extends Talk> =
  | { readonly kind: 'news'; readonly news: T['news'] }
  | { readonly kind: 'done'; readonly result: T['result'] }
  /** An error of ours; any other ends the thread. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/** Runs a script that calls {@link answerStarter}, with `data` as its `workerData`. Throws as {@link resultOf} does. */
export async function runInThread<T extends Talk>(
  script: URL,
  data: object,
  onNews: (news: T['news']) => void,
  signal: AbortSignal,
): Promise<T['result']> {
  if (signal.aborted) throw new Stopped();
  return resultOf(new Worker(script, { workerData: data }), onNews, signal);
}

/**
 * What a thread that works says at last. Throws {@link Stopped} where `signal` has ended it, `RECOMMEND_THREAD_ENDED` where it ended without
 * a word, and what was thrown in it.
 */
export async function resultOf<T extends Talk>(
  worker: Worker,
  onNews: (news: T['news']) => void,
  signal: AbortSignal,
): Promise<T['result']> {
  const stop = (): void => void worker.terminate();
  signal.addEventListener('abort', stop, { once: true });
  const ends: Exclude<ThreadAnswer<T>, { readonly kind: 'news' }>[] = [];
  worker.on('message', (answer: ThreadAnswer<T>) => {
    if (answer.kind === 'news') onNews(answer.news);
    else ends.push(answer);
  });
  let exitCode: unknown;
  try {
    // Also throws what was thrown in the thread.
    [exitCode] = (await once(worker, 'exit')) as [number];
  } finally {
    signal.removeEventListener('abort', stop);
  }
  const [end] = ends;
  if (end === undefined) {
    if (signal.aborted) throw new Stopped();
    throw new RecommendError('RECOMMEND_THREAD_ENDED', `exit code ${String(exitCode)}`);
  }
  if (end.kind === 'failed') throw new ForecourtError(end.code, end.message);
  return end.result;
}

/** In the thread: does the work, and tells the one that started it what comes of it. */
export async function answerStarter<T extends Talk>(
  work: (tell: (news: T['news']) => void) => T['result'] | Promise<T['result']>,
): Promise<void> {
  const port = must(parentPort, 'the thread that started this one');
  const say = (answer: ThreadAnswer<T>): void => {
    port.postMessage(answer);
  };
  try {
    const result = await work((news) => {
      say({ kind: 'news', news });
    });
    say({ kind: 'done', result });
  } catch (error) {
    if (!(error instanceof ForecourtError)) throw error;
    say({ kind: 'failed', code: String(error.code), message: error.message });
  }
}
