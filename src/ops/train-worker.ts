import { parentPort, workerData } from 'node:worker_threads';
import { decodeModel, encodeModel } from '../recommend/artifact.js';
import { CarModel } from '../recommend/published-model.js';
import { trainModel } from '../recommend/training/train-model.js';
import { must } from '../shared/assert.js';
import { ForecourtError } from '../shared/errors.js';
import type { TrainingAnswer, TrainingTask } from './training-thread.js';

/*
 * The thread that trains: minutes of work without a pause, beside a thread that keeps its lease, tells how far it is and can end it at
 * any time.
 */
const port = must(parentPort, 'the thread that started this one');
const { input, inUse } = workerData as TrainingTask;
const tell = (answer: TrainingAnswer): void => {
  port.postMessage(answer);
};
try {
  const former = inUse === null ? null : new CarModel(decodeModel(inUse.artifact, inUse.version));
  const { model, reason, figures } = trainModel(input, former, (news) => {
    tell({ kind: 'news', news });
  });
  const artifact = model === null ? null : encodeModel(model);
  // What nobody could read is not published.
  if (artifact !== null) decodeModel(artifact, 0);
  tell({ kind: 'done', artifact, reason, figures });
} catch (error) {
  if (!(error instanceof ForecourtError)) throw error;
  tell({ kind: 'failed', code: String(error.code), message: error.message });
}
