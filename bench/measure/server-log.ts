import type { Fill, ModelInUse } from '../result.js';

/** The fills of a near index that a server's log tells of. */
export function fillsIn(log: string): readonly Fill[] {
  return log
    .split('\n')
    .filter((line) => line.includes('"near index filled'))
    .map((line) => JSON.parse(line) as { readonly cars: number; readonly bytes: number; readonly ms: number })
    .map(({ cars, bytes, ms }) => ({ cars, milliseconds: ms, bytesPerCar: Math.round(bytes / cars) }));
}

/** The newest model that a server's log tells of; null: none yet. */
export function modelIn(log: string): ModelInUse | null {
  const line = log.split('\n').findLast((each) => /"model \d+ in use .*\}$/.test(each));
  if (line === undefined) return null;
  const { version, buyers, wanted, cars } = JSON.parse(line) as ModelInUse;
  return { version, buyers, wanted, cars };
}
