import type { Fill } from '../result.js';

/** The fills of a near index that a server's log tells of. */
export function fillsIn(log: string): readonly Fill[] {
  return log
    .split('\n')
    .filter((line) => line.includes('"near index filled'))
    .map((line) => JSON.parse(line) as { readonly cars: number; readonly bytes: number; readonly ms: number })
    .map(({ cars, bytes, ms }) => ({ cars, milliseconds: ms, bytesPerCar: Math.round(bytes / cars) }));
}
