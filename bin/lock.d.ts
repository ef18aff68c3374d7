/** The types of lock.js, for src/ops/servers. */
export type Lock =
  { readonly ok: true; readonly release: () => Promise<void> } | { readonly ok: false; readonly pid: number };

export function tryLock(folder: string): Promise<Lock>;
export function withLock<T>(
  folder: string,
  work: () => Promise<T>,
  onWait?: (pid: number) => void,
): Promise<T>;
export function startOf(pid: number): string | null;
