import type { Cell } from '../result.js';
import type { Figures } from './figures.js';
import { cellOf, engineOf, fillingOf, rankedCellOf, shown, sizeOf, table } from './figures.js';

/** Something that was set out to be reached; null: it has not been measured. */
interface Bar {
  readonly claim: string;
  readonly figure: number | undefined;
  readonly unit: string;
  readonly limit: number;
  readonly rule: 'at least' | 'at most';
}

/** The bars as a table, each with whether it holds. */
export function barsTable(figures: Figures): string {
  const bars = [
    ...listingBars(figures),
    ...recommendedBars(figures),
    ...engineBars(figures),
    ...changeBars(figures),
    ...fillingBars(figures),
  ];
  return table(
    ['what', 'measured', 'wanted', ''],
    bars.map(({ claim, figure, unit, limit, rule }) => {
      const holds = figure !== undefined && (rule === 'at least' ? figure >= limit : figure <= limit);
      const mark = figure === undefined ? 'not measured' : holds ? '✓' : '✗ missed';
      return [
        claim,
        figure === undefined ? '-' : `${shown(figure)}${unit}`,
        `${rule} ${shown(limit)}${unit}`,
        mark,
      ];
    }),
  );
}

function listingBars(figures: Figures): readonly Bar[] {
  const size = sizeOf(figures, 5_000);
  const rate = (cell: Cell | undefined): number | undefined => cell?.requestsPerSecond;
  const near = cellOf(size, 'near', 'price', 32);
  const beside = (system: Parameters<typeof cellOf>[1]): number | undefined =>
    ratio(rate(near), rate(cellOf(size, system, 'price', 32)));
  const price = 'a page in order of price, 5,000 cars, 32 connections: requests/s';
  return [
    atLeast(`${price}, as a part of the constant body's from Fastify`, beside('constant-fastify'), 0.8, ''),
    atLeast(`${price}, times the SQL listing's`, beside('sql'), 20, ' ×'),
    atLeast(`${price}, times the wide table's`, beside('wide'), 3, ' ×'),
    atLeast(
      'questions never asked before, as a part of the requests/s of repeated ones',
      ratio(rate(cellOf(size, 'near', 'fresh', 32)), rate(cellOf(size, 'near', 'zipf', 32))),
      0.9,
      '',
    ),
    atMost(
      "one connection, a page in order of price: p50, times the constant body's",
      ratio(cellOf(size, 'near', 'price', 1)?.p50Ms, cellOf(size, 'constant-fastify', 'price', 1)?.p50Ms),
      1.5,
      ' ×',
    ),
  ];
}

function recommendedBars(figures: Figures): readonly Bar[] {
  const size = sizeOf(figures, 5_000);
  const whom = [
    ['anybody', 'nobody in particular'],
    ['known visitor', 'a visitor seen before'],
    ['new visitor', 'a visitor never seen before'],
  ] as const;
  return whom.flatMap(([way, who]) => {
    const [one, many] = [1, 32].map((connections) => rankedCellOf(size, way, connections)?.timesPrice);
    const claim = `recommended for ${who}, times in order of price, same filters, 5,000 cars`;
    return [
      atMost(`${claim}, 1 connection: p50`, one?.p50, 2, ' ×'),
      atMost(`${claim}, 32 connections: time for a request, by requests/s`, many?.time, 2, ' ×'),
      atMost(`${claim}, 32 connections: CPU s per 1,000 requests`, many?.cpu, 2, ' ×'),
    ];
  });
}

function engineBars(figures: Figures): readonly Bar[] {
  const cars = (count: number): string => `${count.toLocaleString('en')} cars`;
  const queries = [
    [5_000, 20],
    [100_000, 200],
    [1_000_000, 1_500],
  ] as const;
  const panels = [
    [10_000, 0.5],
    [200_000, 8],
    [1_000_000, 40],
  ] as const;
  return [
    ...queries.map(([count, limit]) =>
      atMost(
        `inside the engine, a question never asked before, p50, ${cars(count)}`,
        engineOf(figures, count)?.queryP50Us,
        limit,
        ' us',
      ),
    ),
    ...panels.map(([count, limit]) =>
      atMost(
        `all counts (the facet panel), p50, ${cars(count)}`,
        engineOf(figures, count)?.facetsP50Ms,
        limit,
        ' ms',
      ),
    ),
    ...panels.map(([count]) =>
      atMost(
        `the longest that counting holds up others, ${cars(count)}`,
        engineOf(figures, count)?.facetsWorstPieceMs,
        10,
        ' ms',
      ),
    ),
  ];
}

function changeBars({ sizes }: Figures): readonly Bar[] {
  return sizes.flatMap(({ cars, storms, reprice }) => {
    const of = `${cars.toLocaleString('en')} cars`;
    const stormy = storms.flatMap((storm) => {
      const where = `${of}, ${storm.connections} connection${storm.connections === 1 ? '' : 's'}`;
      return [
        atLeast(`cars changed and shown each second, ${where}`, storm.carsPerSecond, 20_000, '/s'),
        atMost(`requests refused meanwhile, ${where}`, storm.refused, 0, ''),
        atMost(
          `p99 of listings meanwhile, times that before, ${where}`,
          ratio(storm.stormP99Ms, storm.quietP99Ms),
          2,
          ' ×',
        ),
      ];
    });
    const repriced =
      reprice === null
        ? []
        : [
            atMost(
              `100,000 cars repriced at once, until all is visible, ${of}`,
              reprice.visibleMs,
              2_000,
              ' ms',
            ),
          ];
    return [...stormy, ...repriced];
  });
}

function fillingBars(figures: Figures): readonly Bar[] {
  const small = fillingOf(figures, 10_000);
  const large = fillingOf(figures, 1_000_000);
  return [
    atMost('filling the near index, 10,000 cars', small?.milliseconds, 200, ' ms'),
    atMost('filling the near index, 1,000,000 cars', large?.milliseconds, 20_000, ' ms'),
    atMost(
      'memory of the near index beside the cards, 1,000,000 cars',
      large?.bytesPerCar,
      250,
      ' bytes a car',
    ),
  ];
}

function atLeast(claim: string, figure: number | undefined, limit: number, unit: string): Bar {
  return { claim, figure, limit, unit, rule: 'at least' };
}

function atMost(claim: string, figure: number | undefined, limit: number, unit: string): Bar {
  return { claim, figure, limit, unit, rule: 'at most' };
}

function ratio(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : one / other;
}
