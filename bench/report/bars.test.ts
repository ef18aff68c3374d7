import { expect, it } from 'vitest';
import type { Cell, SizeResult } from '../result.js';
import { barsTable } from './bars.js';

function priced(system: Cell['system'], requestsPerSecond: number): Cell {
  const zeros = { p50Ms: 1, p99Ms: 1, bytesPerAnswer: 1, cpu: {}, memory: {}, driverCpu: 0, origins: {} };
  const load = 'price';
  return { system, load, connections: 32, requestsPerSecond, ...zeros, changesPerSecond: null, rounds: [] };
}

const size: SizeResult = {
  cars: 5_000,
  setting: { commit: '', measuredAt: '', hardware: {}, versions: {}, seeds: {} },
  rounds: 1,
  seconds: 1,
  agreement: [],
  skipped: [],
  cells: [priced('near', 900), priced('constant-fastify', 1_000), priced('sql', 100)],
  fills: [],
  reprice: null,
  storms: [],
};

it('a bar holds, is missed, or has not been measured', () => {
  const rows = barsTable({ sizes: [size], engine: null }).split('\n');
  expect(rows.find((row) => row.includes('constant body'))).toMatch(/\| 0\.9 \| at least 0\.8 \| ✓ \|$/);
  expect(rows.find((row) => row.includes('SQL listing'))).toMatch(/\| 9 × \| at least 20 × \| ✗ missed \|$/);
  expect(rows.find((row) => row.includes('wide table'))).toMatch(/\| - \| at least 3 × \| not measured \|$/);
});
