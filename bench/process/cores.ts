import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Which cores whom: as taskset takes them; null: any. */
export interface Cores {
  readonly server: string | null;
  readonly driver: string | null;
}

/**
 * The server under test gets the first core, the driver the last, so that neither takes from the other. Postgres, Valkey and
 * the follower run wherever there is room: those of them that work for a rival may use the second core as well.
 */
export function shareCores(): Cores {
  const cores = availableParallelism();
  if (cores < 2 || !hasTaskset()) return { server: null, driver: null };
  return { server: '0', driver: String(cores - 1) };
}

function hasTaskset(): boolean {
  try {
    execFileSync('taskset', ['-c', '0', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
