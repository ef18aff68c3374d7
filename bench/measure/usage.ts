import { readFileSync } from 'node:fs';

/** Parts of a system, each one process or more. */
export const roles = ['server', 'follower', 'valkey', 'postgres'] as const;
export type Role = (typeof roles)[number];

/** The process of each part that runs; Postgres' children count with it. */
export type Staff = Partial<Readonly<Record<Role, number>>>;

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: times are in ticks, which are 10 ms on every Linux that Node runs on. */
const tickSeconds = 0.01;

/** Processor time used so far, in seconds: of the process, its living children, and children that have ended. */
export function cpuSeconds(staff: Staff): Record<Role, number> {
  return perRole(staff, (pid) => {
    const children = childrenOf(pid).map((child) => ticksOf(child, 2));
    return tickSeconds * children.reduce((sum, ticks) => sum + ticks, ticksOf(pid, 4));
  });
}

export interface Memory {
  readonly rssMb: number;
  /** Shared pages divided among those who share them: what Postgres' many processes really take. */
  readonly pssMb: number;
}

export function memory(staff: Staff): Record<Role, Memory> {
  return perRole(staff, (pid) => {
    const all = [pid, ...childrenOf(pid)].map(rollup);
    const sum = (field: keyof Memory): number =>
      Math.round(10 * all.reduce((total, each) => total + each[field], 0)) / 10;
    return { rssMb: sum('rssMb'), pssMb: sum('pssMb') };
  });
}

function perRole<T>(staff: Staff, measure: (pid: number) => T): Record<Role, T> {
  return Object.fromEntries(Object.entries(staff).map(([role, pid]) => [role, measure(pid)])) as Record<
    Role,
    T
  >;
}

/** The first `fields` of: user time, system time, and both of ended children. A process that is gone counts nothing. */
function ticksOf(pid: number, fields: number): number {
  const text = read(`/proc/${pid}/stat`);
  // The name in brackets may hold spaces.
  const times = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 11 + fields);
  return times.reduce((sum, ticks) => sum + Number(ticks), 0);
}

function childrenOf(pid: number): readonly number[] {
  return read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
}

function rollup(pid: number): Memory {
  const text = read(`/proc/${pid}/smaps_rollup`);
  const megabytes = (field: string): number =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) / 1024;
  return { rssMb: megabytes('Rss'), pssMb: megabytes('Pss') };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return ''; // it ended in this moment
  }
}
