/** What training makes smaller; see {@link ./epoch.ts}. */
export type Loss = 'logistic' | 'bpr' | 'warp' | 'warp-kos';

/** How the size of a step shrinks as a feature is seen more often. */
export type Schedule = 'adagrad' | 'adadelta';

export interface LightFmSettings {
  readonly loss: Loss;
  /** Length of a vector. */
  readonly components: number;
  readonly schedule: Schedule;
  /** Of adagrad. */
  readonly learningRate: number;
  /** Of adadelta: how much of its two running means is kept at each step. */
  readonly rho: number;
  /** Of adadelta: keeps the first steps from being endless or nothing. */
  readonly epsilon: number;
  /** L2 penalty on the features of items, and of users. */
  readonly itemAlpha: number;
  readonly userAlpha: number;
  /** WARP and k-OS: how often an item that violates the order is looked for. */
  readonly maxSampled: number;
  /** k-OS: of `n` items that the user wanted, the k-th best is the one to raise. */
  readonly k: number;
  readonly n: number;
  readonly seed: number;
}

/** Those of LightFM, but for the loss: WARP is what a listing wants. */
export const usualSettings: LightFmSettings = {
  loss: 'warp',
  components: 10,
  schedule: 'adagrad',
  learningRate: 0.05,
  rho: 0.95,
  epsilon: 1e-6,
  itemAlpha: 0,
  userAlpha: 0,
  maxSampled: 10,
  k: 5,
  n: 10,
  seed: 1,
};
