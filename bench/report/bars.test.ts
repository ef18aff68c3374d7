import { expect, it } from 'vitest';
import type { Cell, RankedCell, SizeResult } from '../result.js';
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
  reprice: null,
  storms: [],
  recommended: null,
};

it('a bar holds, is missed, or has not been measured', () => {
  const rows = barsTable({ sizes: [size], engine: null, filling: null }).split('\n');
  expect(rows.find((row) => row.includes('constant body'))).toMatch(/\| 0\.9 \| at least 0\.8 \| ✓ \|$/);
  expect(rows.find((row) => row.includes('SQL listing'))).toMatch(/\| 9 × \| at least 20 × \| ✗ missed \|$/);
  expect(rows.find((row) => row.includes('wide table'))).toMatch(/\| - \| at least 3 × \| not measured \|$/);
});

it('a recommended page is held against twice the price-ordered one, for each kind of visitor', () => {
  const { load: _load, system: _system, ...measured } = priced('near', 900);
  const cell = (way: RankedCell['way'], connections: number, times: number): RankedCell => {
    const timesPrice = { p50: times, time: times + 0.25, cpu: times + 0.5 };
    return { ...measured, way, connections, timesPrice };
  };
  const model = { version: 1, buyers: 1, wanted: 1, cars: 1 };
  const cells = [cell('anybody', 1, 1.5), cell('anybody', 32, 1.75), cell('new visitor', 32, 7)];
  const recommended = { model, trainSeconds: 1, cells };
  const rows = barsTable({ sizes: [{ ...size, recommended }], engine: null, filling: null })
    .split('\n')
    .filter((row) => row.includes('recommended for'))
    .map((row) => row.split(' | ').slice(1).join(' '));
  const unmeasured = '- at most 2 × not measured |';
  expect(rows).toEqual([
    ...['1.5 × at most 2 × ✓ |', '2 × at most 2 × ✓ |', '2.25 × at most 2 × ✗ missed |'],
    ...[unmeasured, unmeasured, unmeasured],
    ...[unmeasured, '7.25 × at most 2 × ✗ missed |', '7.5 × at most 2 × ✗ missed |'],
  ]);
});
