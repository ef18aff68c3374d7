import type { ModelPlan } from '../model/plan.js';
import { usualPlan } from '../model/plan.js';

/**
 * For events of a simulation: shorter vectors and fewer passes than for real ones, and penalties as a search on 22,000 opens of 3,000 cars has
 * chosen them. 30,000 opens of 5,000 cars take some 15 s of one core.
 */
export const simulatedPlan: ModelPlan = {
  ...usualPlan,
  als: { components: 32, regularization: 0.001, unobservedWeight: 0.009, sweeps: 6 },
  warp: { components: 16, epochs: 12, alpha: 0.001 },
  ridgePenalty: 1,
  featureShare: 0.8,
  warpWeight: 2,
};
