import type { LoadName } from '../load/loads.js';
import type { WayName } from '../load/ways.js';
import type {
  Cell,
  EngineResult,
  EngineRow,
  FillingResult,
  FillingRow,
  RankedCell,
  SizeResult,
} from '../result.js';
import type { SystemName } from '../systems/systems.js';

/** All that the report is made from. */
export interface Figures {
  readonly sizes: readonly SizeResult[];
  readonly engine: EngineResult | null;
  readonly filling: FillingResult | null;
}

export function sizeOf({ sizes }: Figures, cars: number): SizeResult | undefined {
  return sizes.find((size) => size.cars === cars);
}

export function engineOf({ engine }: Figures, cars: number): EngineRow | undefined {
  return engine?.rows.find((row) => row.cars === cars);
}

export function fillingOf({ filling }: Figures, cars: number): FillingRow | undefined {
  return filling?.rows.find((row) => row.cars === cars);
}

export function cellOf(
  size: SizeResult | undefined,
  system: SystemName,
  load: LoadName,
  connections: number,
): Cell | undefined {
  return size?.cells.find(
    (cell) => cell.system === system && cell.load === load && cell.connections === connections,
  );
}

export function rankedCellOf(
  size: SizeResult | undefined,
  way: WayName,
  connections: number,
): RankedCell | undefined {
  return size?.recommended?.cells.find((cell) => cell.way === way && cell.connections === connections);
}

/** Three digits that count, with commas: 20,700 · 1.06 · 0.043. */
export function shown(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return '-';
  const exact = Number(value.toPrecision(3));
  return exact.toLocaleString('en', { maximumSignificantDigits: 3 });
}

/** Columns of figures stand on the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const isFigures = (column: number): boolean => rows.every((row) => /^([-\d].*)?$/.test(row[column] ?? ''));
  return [
    line(head),
    line(head.map((_, place) => (place > 0 && isFigures(place) ? '---:' : '---'))),
    ...rows.map(line),
  ].join('\n');
}
