import type { Asking } from './load/asking.js';
import { drive } from './load/drive.js';
import type { Report } from './load/job.js';
import { median } from './load/latencies.js';
import type { Memory, Role } from './measure/usage.js';
import { cpuSeconds, memory } from './measure/usage.js';
import type { Member } from './process/member.js';
import type { Measured } from './result.js';
import type { RunningSystem } from './systems/running-system.js';

/** One round of a cell. */
export interface Round {
  readonly report: Report;
  readonly cpu: Partial<Readonly<Record<Role, number>>>;
  readonly memory: Partial<Readonly<Record<Role, Memory>>>;
  readonly changesPerSecond: number | null;
}

export interface Attempt {
  readonly running: RunningSystem;
  readonly connections: number;
  readonly asking: Asking;
  /** Committed to Postgres meanwhile. */
  readonly changesPerSecond: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
}

/** Drives a system that is ready, and reads what its processes use meanwhile. */
export async function measureRound(attempt: Attempt, driver: Member, changer: Member | null): Promise<Round> {
  const { running, connections, asking, seconds, warmUpSeconds } = attempt;
  const { staff } = running;
  const times = { began: cpuSeconds({}), ended: cpuSeconds({}) };
  if (attempt.changesPerSecond > 0) await setPace(changer, attempt.changesPerSecond);
  const job = {
    port: running.server.port,
    ...asking,
    connections,
    seconds,
    warmUpSeconds,
    awake: isAwake(attempt),
  };
  const report = await drive(driver, job, (phase) => {
    times[phase] = cpuSeconds(staff);
  });
  const changesPerSecond = attempt.changesPerSecond > 0 ? await setPace(changer, 0) : null;
  const used = Object.entries(times.ended).map(([role, end]) => [role, end - times.began[role as Role]]);
  return {
    report,
    cpu: Object.fromEntries(used) as Partial<Record<Role, number>>,
    memory: memory(staff),
    changesPerSecond,
  };
}

/** Nobody else needs the core that the driver is on. */
function isAwake({ running, changesPerSecond }: Attempt): boolean {
  return running.system.alone && changesPerSecond === 0;
}

/** Answers how many changes a second there were since the last pace was set. */
async function setPace(changer: Member | null, perSecond: number): Promise<number> {
  if (changer === null) throw new Error('nobody makes changes');
  return new Promise((resolve) => {
    const off = changer.onMessage((message) => {
      off();
      const { committed, seconds } = message as { readonly committed: number; readonly seconds: number };
      resolve(committed / seconds);
    });
    changer.send({ perSecond });
  });
}

/** Each figure is the median of its rounds. */
export function medianOf(attempt: Attempt, rounds: readonly Round[]): Measured {
  const of = (value: (round: Round) => number): number => Number(median(rounds.map(value)).toPrecision(4));
  const roles = Object.keys(rounds[0]?.cpu ?? {}) as Role[];
  const perRole = <T>(value: (role: Role) => T): Partial<Record<Role, T>> =>
    Object.fromEntries(roles.map((role) => [role, value(role)]));
  const names = [...new Set(rounds.flatMap(({ report }) => Object.keys(report.origins)))];
  const perSecond = ({ report }: Round): number => report.requests / report.seconds;
  return {
    requestsPerSecond: of(perSecond),
    p50Ms: of(({ report }) => report.p50Ms),
    p99Ms: of(({ report }) => report.p99Ms),
    bytesPerAnswer: of(({ report }) => report.bytes / report.requests),
    cpu: perRole((role) => of(({ cpu, report }) => (1000 * (cpu[role] ?? 0)) / report.requests)),
    memory: perRole((role) => ({
      rssMb: of((round) => round.memory[role]?.rssMb ?? 0),
      pssMb: of((round) => round.memory[role]?.pssMb ?? 0),
    })),
    driverCpu: isAwake(attempt) ? null : of(({ report }) => report.driverCpu),
    origins: Object.fromEntries(
      names.map((name) => [name, of(({ report }) => (report.origins[name] ?? 0) / report.requests)]),
    ),
    changesPerSecond: rounds[0]?.changesPerSecond == null ? null : of((round) => round.changesPerSecond ?? 0),
    rounds: rounds.map((round) => Math.round(perSecond(round))),
  };
}
