import { shown, table } from '../report/figures.js';
import type { OriginalRun } from './original.js';
import { metricNames, rivals } from './original.js';
import type { ChosenModel } from './quality.js';
import type { EpochTime, ServingTimes } from './speed.js';
import type { MillionRun } from './million.js';

export interface RecommenderResult {
  readonly hardware: Readonly<Record<string, string | number>>;
  readonly lightFm: readonly { readonly original: OriginalRun; readonly ours: readonly number[] }[];
  readonly chosen: ChosenModel;
  readonly epochs: readonly EpochTime[];
  readonly million: MillionRun;
  readonly serving: ServingTimes;
}

/** Each stands between its markers in the document. */
export function tablesOf(result: RecommenderResult): Readonly<Record<string, string>> {
  return {
    lightfm: lightFmTable(result),
    chosen: chosenTable(result),
    speed: speedTable(result),
  };
}

/** Ours, then the original's mean and standard deviation. */
function lightFmTable({ lightFm }: RecommenderResult): string {
  const rows = lightFm.map(({ original: { loss, components, epochs, mode, metrics }, ours }) => [
    `${loss.toUpperCase()} ${components} x ${epochs}, ${mode}`,
    ...metrics.map(([mean, deviation], place) => {
      const own = ours[place] ?? Number.NaN;
      const mark = own < mean - 2 * deviation ? ' ▼' : '';
      return `${own.toFixed(4)}${mark} / ${mean.toFixed(4)} ± ${deviation.toFixed(4)}`;
    }),
  ]);
  return table(['ours / LightFM 1.17', ...metricNames], rows);
}

function chosenTable({ chosen: { plan, tries, metrics } }: RecommenderResult): string {
  const four = (value: number | undefined): string => (value === undefined ? '-' : value.toFixed(4));
  const rows = rivals.map(({ name, warm, cold }) => [
    name,
    ...warm.map(four),
    four(cold?.[0]),
    four(cold?.[1]),
  ]);
  const ours = [0, 1, 3, 4].map((place) => `**${four(metrics[place])}**`);
  const names = ['warm P@10', 'warm nDCG@10', 'cold P@10', 'cold nDCG@10'];
  return `${table(['model', ...names], [...rows, ['**what `forecourt train` chooses by itself**', ...ours]])}

Chosen, after ${tries} tries: \`${JSON.stringify(plan).replaceAll('"', '')}\``;
}

function speedTable({ hardware, epochs, million, serving, chosen }: RecommenderResult): string {
  const ms = (loss: string, features: boolean, components: number): string =>
    shown(
      epochs.find(
        (each) => each.loss === loss && each.features === features && each.components === components,
      )?.ms,
    );
  const rows = [false, true].map((features) => [
    features ? 'identity + features' : 'identity only',
    ...['warp', 'bpr'].flatMap((loss) => [10, 32].map((components) => ms(loss, features, components))),
  ]);
  const { foldInMs, scoreMs, bestMs, ownSolveMs, mlMatrixSolveMs } = serving;
  const work = [
    [
      'WARP, a million random events, 50,000 buyers, 10,000 cars, 32 components, 10 epochs',
      `${shown(million.seconds)} s, ${shown(million.peakRssMb)} MB at most`,
    ],
    [
      'choosing a plan on the simulated buyers, and fitting it',
      `${shown(chosen.chooseSeconds)} s + ${shown(chosen.fitSeconds)} s`,
    ],
    ['a visitor who has seen 10 cars, 64 components', `${shown(foldInMs)} ms`],
    ['scoring 5,000 cars for a visitor, 64 components', `${shown(scoreMs)} ms`],
    ['the best 35 of them', `${shown(bestMs)} ms`],
    ['64 equations: ours / ml-matrix', `${shown(ownSolveMs)} / ${shown(mlMatrixSolveMs)} ms`],
  ];
  const machine = Object.entries(hardware).map(([name, value]) => `${name} ${value}`);
  return `Milliseconds of processor time of an epoch over the 46,012 entries of the simulated buyers:

${table(['', 'WARP 10', 'WARP 32', 'BPR 10', 'BPR 32'], rows)}

${table(['', ''], work)}

One thread of: ${machine.join(', ')}; not left alone meanwhile. Seconds are of processor time, milliseconds below one medians of 500 by the clock; ratios are worth more than figures.`;
}
