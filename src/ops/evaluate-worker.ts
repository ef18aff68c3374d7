import { workerData } from 'node:worker_threads';
import type { EvaluateRequest, EvaluateTalk } from './evaluate-model.js';
import { evaluateModel } from './evaluate-model.js';
import { answerStarter } from './work-thread.js';

/* The thread of `forecourt evaluate`. */
await answerStarter<EvaluateTalk>((tell) => evaluateModel(workerData as EvaluateRequest, tell));
