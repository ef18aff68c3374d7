import { randomUUID } from 'node:crypto';
import type { Query } from '../catalog/query.js';
import { canonicalForm } from '../catalog/filters.js';
import { queryHash } from '../catalog/query.js';
import type { Valkey } from './client.js';
import { asIndexError } from './client.js';
import { IndexError } from './errors.js';
import { IndexStore } from './index-store.js';
import type { Keys } from './keys.js';
import type { Measure, PlanStep } from './planner.js';
import { boundsOf, measuresFor, planView } from './planner.js';
import { viewOf } from './view.js';

/** A set that the plan reads, and how many cars are in it. */
export interface ExplainedInput {
  readonly name: string;
  readonly cars: number;
}

/** A command as it ran. */
export interface ExplainedStep extends PlanStep {
  /** Members of its result. */
  readonly cars: number;
  readonly microseconds: number;
}

export interface Explanation {
  readonly canonical: string;
  readonly hash: string;
  readonly view: string;
  /** Whether the answer is stored already: then none of the steps is run for a visitor. */
  readonly stored: boolean;
  readonly inputs: readonly ExplainedInput[];
  /** Null: the sizes alone say that no car matches. */
  readonly steps: readonly ExplainedStep[] | null;
  readonly count: number;
  /** What reading the page costs once the view is there. */
  readonly readMicroseconds: number;
}

/**
 * Plans a query as a server would on a miss, and runs the plan step by step into keys of its own, taking the server's time
 * around each; the steps are answered with the names that a server uses. Leaves nothing behind; changes nothing that
 * visitors see.
 */
export async function explainQuery(client: Valkey, keys: Keys, query: Query): Promise<Explanation> {
  try {
    if ((await new IndexStore(client, keys).state()) === null) throw new IndexError('INDEX_NOT_WHOLE');
    const view = viewOf(keys, query);
    const measures = measuresFor(keys, query.filters);
    const sizes = await measure(client, measures);
    const own = keys.explaining(randomUUID());
    const target = own.temporary(0);
    const order = query.ordering.attribute;
    const plan = planView(own, query.filters, order, target, sizes);
    const shown = planView(keys, query.filters, order, view.key, sizes);
    try {
      const steps = plan && shown && (await runSteps(client, keys, plan.steps, shown.steps));
      const read = query.ordering.descending ? 'ZREVRANGE' : 'ZRANGE';
      const source = canonicalForm(query.filters) === '' ? view.key : target;
      const [reading] = await timed(client, [[read, source, '0', String(query.pageSize - 1)]]);
      const count = await client.zcard(source);
      const stored = (await client.exists(view.key, view.emptyKey)) > 0;
      return {
        canonical: canonicalForm(query.filters),
        hash: queryHash(query.filters),
        view: keys.bare(view.key),
        stored,
        inputs: measures.map((each, place) => ({ name: nameOf(keys, each), cars: sizes[place] ?? 0 })),
        steps,
        count,
        readMicroseconds: reading ?? 0,
      };
    } finally {
      await cleanUp(client, own, plan?.temporaries ?? 0);
    }
  } catch (error) {
    throw asIndexError(error);
  }
}

function nameOf(keys: Keys, measure: Measure): string {
  if (measure.kind !== 'range') return keys.bare(measure.key);
  const [min, max] = boundsOf(measure.range);
  return `${keys.bare(measure.key)} from ${min} to ${max}`;
}

async function measure(client: Valkey, measures: readonly Measure[]): Promise<number[]> {
  const pipeline = client.pipeline();
  for (const each of measures) {
    if (each.kind === 'range') pipeline.zcount(each.key, ...boundsOf(each.range));
    else if (each.kind === 'set') pipeline.scard(each.key);
    else pipeline.zcard(each.key);
  }
  return ((await pipeline.exec()) ?? []).map(([, size]) => Number(size));
}

/** Runs `steps`, and tells what came of them as if they were `shown`: the same steps with a server's names. */
async function runSteps(
  client: Valkey,
  keys: Keys,
  steps: readonly PlanStep[],
  shown: readonly PlanStep[],
): Promise<ExplainedStep[]> {
  const microseconds = await timed(
    client,
    steps.map(({ command }) => command),
  );
  const sizes = await Promise.all(
    steps.map(async ({ into }) =>
      (await client.type(into)) === 'set' ? client.scard(into) : client.zcard(into),
    ),
  );
  return shown.map((step, place) => ({
    ...step,
    command: step.command.map((word) => (word.startsWith(keys.prefix) ? keys.bare(word) : word)),
    into: keys.bare(step.into),
    cars: sizes[place] ?? 0,
    microseconds: microseconds[place] ?? 0,
  }));
}

/** The server's microseconds for each command: its clock is read before and after, within one pipeline. */
async function timed(client: Valkey, commands: readonly (readonly string[])[]): Promise<number[]> {
  const pipeline = client.pipeline().time();
  for (const [name = '', ...words] of commands) pipeline.call(name, ...words).time();
  const replies = (await pipeline.exec()) ?? [];
  for (const [error] of replies) if (error !== null) throw error;
  const clock = (at: number): number => {
    const [seconds = 0, micros = 0] = (replies[at]?.[1] ?? []) as (string | number)[];
    return Number(seconds) * 1e6 + Number(micros);
  };
  return commands.map((_, place) => clock(2 * place + 2) - clock(2 * place));
}

/** The target is temporary number 0. */
async function cleanUp(client: Valkey, own: Keys, temporaries: number): Promise<void> {
  await client.unlink(Array.from({ length: temporaries + 1 }, (_, place) => own.temporary(place)));
}
