import type { Attempt, Round } from './cell.js';
import { measureRound, medianOf } from './cell.js';
import type { Asker } from './load/asking.js';
import type { Load } from './load/loads.js';
import type { Options } from './options.js';
import type { Member } from './process/member.js';
import type { Cell, Skipped } from './result.js';
import { driverPart } from './result.js';
import type { RunningSystem } from './systems/running-system.js';

export interface CellsRequest {
  readonly options: Options;
  readonly loads: readonly Load[];
  readonly systems: readonly RunningSystem[];
  readonly asker: Asker;
  readonly driver: Member;
  readonly changer: Member | null;
  /** Questions up to here have been asked. */
  readonly freshFrom: number;
  /** Where Postgres' log ends. */
  readonly logPosition: () => Promise<string>;
  readonly log: (line: string) => void;
}

export const warmUpSeconds = 0.7;
/** Questions that are asked once are made beforehand: more than anything here answers. */
export const mostPerSecond = (connections: number): number => (connections === 1 ? 25_000 : 45_000);
const sampled = 200;

/** Load after load, and in each A B C, A B C ...: what slows the machine for a while slows all alike. */
export async function measureCells(request: CellsRequest): Promise<{ cells: Cell[]; skipped: Skipped[] }> {
  const { options, asker, log } = request;
  const plan = planOf(request);
  let freshFrom = request.freshFrom;
  let done = 0;
  const cells: Cell[] = [];
  for (const { load, connections, contenders } of plan) {
    const most = Math.ceil(mostPerSecond(connections) * (options.seconds + warmUpSeconds));
    await resizeConstants(contenders, asker, load, freshFrom);
    freshFrom += sampled;
    const rounds = new Map<RunningSystem, { attempt: Attempt; rounds: Round[] }>();
    for (let nth = 0; nth < options.rounds; nth += 1) {
      // The same questions for all, new ones in each round: for each system they are asked for the first time.
      const asking = asker.asking(load, freshFrom, most);
      freshFrom += load.questions === 'fresh' ? most : 0;
      for (const running of contenders) {
        const { changesPerSecond } = load;
        const { seconds } = options;
        const attempt = { running, connections, asking, changesPerSecond, seconds, warmUpSeconds };
        await running.thaw(await request.logPosition());
        const round = await measureRound(attempt, request.driver, request.changer);
        running.freeze();
        const known = rounds.get(running) ?? { attempt, rounds: [] };
        known.rounds.push(round);
        rounds.set(running, known);
      }
    }
    for (const [running, each] of rounds) {
      const { name: system } = running.system;
      const cell = { system, load: load.name, connections, ...medianOf(each.attempt, each.rounds) };
      cells.push(cell);
      done += options.rounds;
      const rate = Math.round(cell.requestsPerSecond).toLocaleString('en');
      log(
        `${load.name.padEnd(13)} ${String(connections).padStart(2)} conn. ${running.system.name.padEnd(17)}` +
          `${rate.padStart(7)}/s  p50 ${cell.p50Ms.toFixed(3)}  p99 ${cell.p99Ms.toFixed(3)} ms  ` +
          `${Math.round(cell.bytesPerAnswer)} bytes  driver ${driverPart(cell)}`,
      );
    }
    log(`about ${remaining(plan, done, options)} of cells left`);
  }
  return { cells, skipped: skippedOf(request) };
}

interface Planned {
  readonly load: Load;
  readonly connections: number;
  readonly contenders: readonly RunningSystem[];
}

function planOf({ options, loads, systems }: CellsRequest): readonly Planned[] {
  return loads.flatMap((load) => {
    const contenders = systems.filter(({ system }) => system.loads.includes(load.name));
    return options.connections.map((connections) => ({ load, connections, contenders }));
  });
}

function skippedOf({ loads, systems }: CellsRequest): Skipped[] {
  return systems.flatMap(({ system }) =>
    loads
      .filter(({ name }) => !system.loads.includes(name))
      .map(({ name }) => ({ system: system.name, load: name, why: system.otherwise })),
  );
}

function remaining(plan: readonly Planned[], done: number, { rounds, seconds }: Options): string {
  const all = plan.reduce((sum, { contenders }) => sum + contenders.length * rounds, 0);
  return `${Math.ceil(((all - done) * (seconds + warmUpSeconds + 0.5)) / 60)} min`;
}

/** The constant bodies are as large as the mean answer to this load. */
async function resizeConstants(
  contenders: readonly RunningSystem[],
  asker: Asker,
  load: Load,
  freshFrom: number,
): Promise<void> {
  const constants = contenders.filter(({ system }) => system.kind === 'constant');
  const reference = contenders.find(({ system }) => system.kind !== 'constant');
  if (constants.length === 0 || reference === undefined) return;
  await reference.thaw('0/0');
  let bytes = 0;
  for (const path of asker.sample(load, freshFrom, sampled)) bytes += (await reference.get(path)).body.length;
  reference.freeze();
  for (const { server } of constants) server.send({ bytes: Math.round(bytes / sampled) });
}
