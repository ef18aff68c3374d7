import { workerData } from 'node:worker_threads';
import { decodeModel, encodeModel } from '../recommend/artifact.js';
import { CarModel } from '../recommend/published-model.js';
import { trainModel } from '../recommend/training/train-model.js';
import type { TrainingTalk, TrainingTask } from './training-thread.js';
import { answerStarter } from './work-thread.js';

/* The thread that trains. */
const { input, inUse } = workerData as TrainingTask;
await answerStarter<TrainingTalk>((tell) => {
  const former = inUse === null ? null : new CarModel(decodeModel(inUse.artifact, inUse.version));
  const { model, reason, figures } = trainModel(input, former, tell);
  const artifact = model === null ? null : encodeModel(model);
  // What nobody could read is not published.
  if (artifact !== null) decodeModel(artifact, 0);
  return { artifact, reason, figures };
});
