/** Of a few seeds. */
export type Measured = readonly [mean: number, deviation: number];

export const metricNames = [
  'warm P@10',
  'warm nDCG@10',
  'warm AUC',
  'cold P@10',
  'cold nDCG@10',
  'cold AUC',
] as const;

export const modes = ['identity only', 'identity + features', 'features only'] as const;
export type Mode = (typeof modes)[number];

export interface Size {
  readonly loss: 'warp' | 'bpr';
  readonly components: number;
  readonly epochs: number;
}

/** A run of LightFM 1.17 on the simulated buyers: one thread, adagrad, learning rate 0.05; three seeds. */
export interface OriginalRun extends Size {
  readonly mode: Mode;
  /** In the order of {@link metricNames}. */
  readonly metrics: readonly Measured[];
}

const warpSmall = { loss: 'warp', components: 10, epochs: 10 } as const;
const warpLarge = { loss: 'warp', components: 32, epochs: 25 } as const;
const bprSmall = { loss: 'bpr', components: 10, epochs: 10 } as const;

/** As they were handed to us with the data; a car that was not in training has no identity ("cleared"). */
export const originalRuns: readonly OriginalRun[] = [
  run(
    warpSmall,
    'identity only',
    '0.0406 0.0012 0.0803 0.0023 0.8860 0.0026 0.0064 0.0005 0.0096 0.0015 0.5053 0.0067',
  ),
  run(
    warpSmall,
    'identity + features',
    '0.0505 0.0010 0.0994 0.0018 0.9150 0.0011 0.0925 0.0015 0.1468 0.0015 0.8772 0.0004',
  ),
  run(
    warpSmall,
    'features only',
    '0.0321 0.0003 0.0598 0.0007 0.8930 0.0005 0.0943 0.0011 0.1513 0.0019 0.8783 0.0006',
  ),
  run(
    warpLarge,
    'identity only',
    '0.0506 0.0013 0.0996 0.0030 0.9087 0.0008 0.0064 0.0004 0.0091 0.0007 0.5093 0.0037',
  ),
  run(
    warpLarge,
    'identity + features',
    '0.0566 0.0009 0.1112 0.0043 0.9207 0.0008 0.1097 0.0010 0.1826 0.0036 0.8886 0.0012',
  ),
  run(
    warpLarge,
    'features only',
    '0.0414 0.0007 0.0769 0.0017 0.9034 0.0010 0.1097 0.0007 0.1856 0.0010 0.8881 0.0004',
  ),
  run(
    bprSmall,
    'identity only',
    '0.0118 0.0010 0.0242 0.0017 0.6649 0.0112 0.0063 0.0006 0.0093 0.0013 0.4997 0.0145',
  ),
  run(
    bprSmall,
    'identity + features',
    '0.0307 0.0008 0.0566 0.0009 0.8943 0.0005 0.0908 0.0028 0.1407 0.0058 0.8849 0.0009',
  ),
  run(
    bprSmall,
    'features only',
    '0.0257 0.0002 0.0456 0.0012 0.8906 0.0013 0.0898 0.0011 0.1392 0.0027 0.8866 0.0013',
  ),
];

/** P@10 and nDCG@10 of cars that training knows, and of those that it does not; null: it can't rank those. */
export interface Rival {
  readonly name: string;
  readonly warm: readonly [precision: number, ndcg: number];
  readonly cold: readonly [precision: number, ndcg: number] | null;
}

/** Others on the same data, one seed each, their settings looked for on the very test set: what can be reached, not tuned figures. */
export const rivals: readonly Rival[] = [
  { name: 'popularity', warm: [0.0102, 0.0196], cold: null },
  {
    name: 'LightFM, WARP 32 x 25, identity + features (its best of known cars)',
    warm: [0.0566, 0.1112],
    cold: [0.1097, 0.1826],
  },
  {
    name: 'LightFM, WARP 32 x 25, features only (its best of new cars)',
    warm: [0.0414, 0.0769],
    cold: [0.1097, 0.1856],
  },
  { name: 'EASE, lambda 300', warm: [0.0515, 0.1032], cold: null },
  {
    name: 'ALS, 64 components, ridge map for new cars',
    warm: [0.0641, 0.1287],
    cold: [0.1147, 0.196],
  },
  {
    name: 'the same, known cars half by the map',
    warm: [0.067, 0.1338],
    cold: [0.1147, 0.196],
  },
];

function run(size: Size, mode: Mode, figures: string): OriginalRun {
  const numbers = figures.split(' ').map(Number);
  const metrics = metricNames.map((_, place): Measured => [
    numbers[2 * place] ?? Number.NaN,
    numbers[2 * place + 1] ?? Number.NaN,
  ]);
  return { ...size, mode, metrics };
}
