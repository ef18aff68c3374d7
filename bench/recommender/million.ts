import type { Interactions } from '../../src/recommend/interactions.js';
import { LightFm } from '../../src/recommend/lightfm/lightfm.js';
import { Random } from '../../src/shared/random.js';
import { processorSeconds } from './processor-time.js';

/*
 * A million random events, in a process of its own: its largest memory is then that of the training. Prints one JSON object.
 */

const events = 1_000_000;
const userCount = 50_000;
const itemCount = 10_000;
export interface MillionRun {
  /** Of processor time. */
  readonly seconds: number;
  readonly peakRssMb: number;
}

function randomEvents(): Interactions {
  const random = new Random(1, 1);
  const numbers = (below: number): Int32Array =>
    Int32Array.from({ length: events }, () => random.below(below));
  return {
    userCount,
    itemCount,
    users: numbers(userCount),
    items: numbers(itemCount),
    values: new Float32Array(events).fill(1),
    weights: null,
  };
}

const interactions = randomEvents();
const started = processorSeconds();
new LightFm({ components: 32 }).fit(interactions, { epochs: 10 });
const run: MillionRun = {
  seconds: processorSeconds() - started,
  peakRssMb: process.resourceUsage().maxRSS / 1_024,
};
process.stdout.write(JSON.stringify(run));
