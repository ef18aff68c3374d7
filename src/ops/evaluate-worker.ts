import { parentPort, workerData } from 'node:worker_threads';
import { must } from '../shared/assert.js';
import { ForecourtError } from '../shared/errors.js';
import type { EvaluateRequest } from './evaluate-model.js';
import { evaluateModel } from './evaluate-model.js';
import type { EvaluateAnswer } from './evaluate-thread.js';

/* The thread of `forecourt evaluate`. */
const port = must(parentPort, 'the thread that started this one');
const tell = (answer: EvaluateAnswer): void => {
  port.postMessage(answer);
};
try {
  const result = await evaluateModel(workerData as EvaluateRequest, (step) => {
    tell({ kind: 'step', step });
  });
  tell({ kind: 'done', result });
} catch (error) {
  if (!(error instanceof ForecourtError)) throw error;
  tell({ kind: 'failed', code: String(error.code), message: error.message });
}
