import type { AlsSettings } from '../als/als.js';

/** How a ranking model is fitted: everything that is chosen by a hold-out. */
export interface ModelPlan {
  readonly als: Omit<AlsSettings, 'seed'>;
  readonly warp: { readonly components: number; readonly epochs: number; readonly alpha: number };
  /** Of the map from features to the factors of ALS. */
  readonly ridgePenalty: number;
  /** How much of a trained item's factors is what its features alone would give it; 0 to 1. */
  readonly featureShare: number;
  /** What WARP's part of a score weighs, where both parts vary alike; 0: it is left out. */
  readonly warpWeight: number;
  /** What WARP's bias, a popularity that features have, weighs, where ALS's part varies by 1. */
  readonly biasWeight: number;
}

/** Where a search starts. */
export const usualPlan: ModelPlan = {
  als: { components: 64, regularization: 0.03, unobservedWeight: 0.03, sweeps: 10 },
  warp: { components: 32, epochs: 20, alpha: 0 },
  ridgePenalty: 3,
  featureShare: 0.5,
  warpWeight: 0.5,
  biasWeight: 0.05,
};
