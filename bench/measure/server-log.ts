import type { ModelInUse } from '../result.js';

/** The newest model that a server's log tells of; null: none yet. */
export function modelIn(log: string): ModelInUse | null {
  const line = log.split('\n').findLast((each) => /"model \d+ in use .*\}$/.test(each));
  if (line === undefined) return null;
  const { version, buyers, wanted, cars } = JSON.parse(line) as ModelInUse;
  return { version, buyers, wanted, cars };
}
