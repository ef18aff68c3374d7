import type { LoadName } from '../load/loads.js';
import type { EngineRow, SizeResult } from '../result.js';
import type { SystemName } from '../systems/systems.js';
import { systemNames } from '../systems/systems.js';
import { barChart } from './bar-chart.js';
import type { Figures } from './figures.js';
import { cellOf } from './figures.js';
import type { Series } from './line-chart.js';
import { lineChart } from './line-chart.js';

export interface Plot {
  /** Name of the file, without its ending. */
  readonly name: string;
  readonly title: string;
  readonly svg: string;
}

const plottedLoads: readonly LoadName[] = ['price', 'zipf', 'fresh', 'zipf+changes'];
const grown: readonly SystemName[] = ['near', 'valkey', 'wide', 'sql', 'minisearch'];
const cars = 'cars';

/** Requests a second of every system at one size. */
export function ratesPlot(size: SizeResult): Plot {
  const groups = plottedLoads.map((load) => ({
    name: load,
    bars: systemNames.flatMap((system) => {
      const cell = cellOf(size, system, load, 32);
      return cell === undefined
        ? []
        : [{ name: system, value: cell.requestsPerSecond, ours: system === 'near' }];
    }),
  }));
  const title = `Requests a second, ${size.cars.toLocaleString('en')} cars, 32 connections`;
  const svg = barChart(
    title,
    'requests/s, powers of ten',
    groups.filter(({ bars }) => bars.length > 0),
  );
  return { name: `rates-${size.cars}`, title, svg };
}

/** How it goes from 5,000 cars to a million. */
export function growthPlots({ sizes, engine, filling }: Figures): readonly Plot[] {
  const plots: Plot[] = [];
  const add = (name: string, title: string, unit: string, series: readonly Series[]): void => {
    if (series.every(({ points }) => points.length < 2)) return;
    plots.push({ name, title, svg: lineChart(title, { x: cars, y: unit }, series) });
  };
  const rows = engine?.rows ?? [];
  const of = (name: string, value: (row: EngineRow) => number): Series => ({
    name,
    points: rows.map((row) => [row.cars, value(row)] as const),
  });
  add('growth-query', 'Inside the near index: a question never asked before', 'microseconds', [
    of('p50', (row) => row.queryP50Us),
    of('p99', (row) => row.queryP99Us),
  ]);
  add('growth-facets', 'Inside the near index: all counts', 'milliseconds', [
    of('p50', (row) => row.facetsP50Ms),
    of('p99', (row) => row.facetsP99Ms),
    of('longest piece', (row) => row.facetsWorstPieceMs),
  ]);
  add('growth-changes', 'Inside the near index: cars changed each second', 'cars/s', [
    of('one at a time', (row) => row.singleChangesPerSecond),
    of('500 at a time', (row) => row.bulkChangesPerSecond),
  ]);
  add('growth-memory', 'Memory of the near index', 'bytes a car', [
    of('beside the cards', (row) => row.bytesPerCar),
    of('cards', (row) => row.cardBytesPerCar),
  ]);
  add('growth-filling', 'Filling the near index through Valkey', 'milliseconds', [
    {
      name: 'from empty to warm',
      points: filling?.rows.map((row) => [row.cars, row.milliseconds] as const) ?? [],
    },
  ]);
  add(
    'growth-fresh',
    'Requests a second, questions never asked before, 32 connections',
    'requests/s',
    grown.map((system) => ({
      name: system,
      points: sizes.flatMap((size) => {
        const cell = cellOf(size, system, 'fresh', 32);
        return cell === undefined ? [] : [[size.cars, cell.requestsPerSecond] as const];
      }),
    })),
  );
  return plots;
}
