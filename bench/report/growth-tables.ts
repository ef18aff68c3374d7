import type { Figures } from './figures.js';
import { shown, table } from './figures.js';

/** The near index alone, size by size. */
export function engineTable({ engine }: Figures): string {
  if (engine === null) return '';
  const head = [
    'cars, engine alone',
    'a new question: p50 / p99 us',
    'all counts: p50 / p99 ms',
    'longest piece ms',
    'cars changed/s: single / bulk',
    'bytes a car: index / card',
  ];
  return table(
    head,
    engine.rows.map((row) => [
      row.cars.toLocaleString('en'),
      `${shown(row.queryP50Us)} / ${shown(row.queryP99Us)}`,
      `${shown(row.facetsP50Ms)} / ${shown(row.facetsP99Ms)}`,
      shown(row.facetsWorstPieceMs),
      `${shown(row.singleChangesPerSecond)} / ${shown(row.bulkChangesPerSecond)}`,
      `${row.bytesPerCar} / ${row.cardBytesPerCar}`,
    ]),
  );
}

/** From empty to warm, size by size. */
export function fillingTable({ filling }: Figures): string {
  if (filling === null) return '';
  const head = [
    'cars',
    'of them listed',
    'filled through Valkey in ms',
    'bytes a car beside the cards',
    'longest pause for others, ms',
  ];
  return table(
    head,
    filling.rows.map((row) => [
      row.cars.toLocaleString('en'),
      row.listed.toLocaleString('en'),
      shown(row.milliseconds),
      String(row.bytesPerCar),
      shown(row.longestPauseMs),
    ]),
  );
}

/** What many changes at once do. */
export function bulkTables({ sizes }: Figures): string {
  const storms = sizes.flatMap(({ cars, storms: all }) =>
    all.map((storm) => [
      cars.toLocaleString('en'),
      String(storm.connections),
      shown(storm.carsPerSecond),
      `${shown(storm.quietP99Ms)} / ${shown(storm.stormP99Ms)}`,
      storm.control === null ? '' : `${shown(storm.control.quietP99Ms)} / ${shown(storm.control.stormP99Ms)}`,
      `${shown(storm.quietPerSecond)} / ${shown(storm.stormPerSecond)}`,
      String(storm.refused),
      shown(storm.behindMs),
    ]),
  );
  const head = [
    'storm: cars',
    'connections',
    'cars changed and shown/s',
    'p99 ms: quiet / storm',
    'a constant body, p99 ms: quiet / storm',
    'requests/s: quiet / storm',
    'refused',
    'behind at the end, ms',
  ];
  const reprices = sizes.flatMap(({ cars, reprice }) =>
    reprice === null
      ? []
      : [
          [
            cars.toLocaleString('en'),
            shown(reprice.cars),
            shown(reprice.statementMs),
            shown(reprice.visibleMs),
            shown(reprice.nearMs),
          ],
        ],
  );
  const repriceHead = [
    'repricing: cars',
    'repriced',
    'statement ms',
    'then visible after ms',
    'then in the near index after ms',
  ];
  return [
    storms.length === 0 ? '' : table(head, storms),
    reprices.length === 0 ? '' : table(repriceHead, reprices),
  ]
    .filter(Boolean)
    .join('\n\n');
}
