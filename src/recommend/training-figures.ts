import type { HoldOutScore } from './model/hold-out-score.js';
import type { ModelPlan } from './model/plan.js';

/** How a model came to be, and how well it ranked what was kept back from it. */
export interface TrainingFigures {
  /** From buyers of a simulation. */
  readonly isSimulated: boolean;
  readonly plan: ModelPlan;
  /** When the plan was chosen by a search, milliseconds since 1970; null: it is one to start from. */
  readonly planChosenAtMs: number | null;
  /** Pairs of a buyer and a car that was wanted. */
  readonly wanted: number;
  readonly buyers: number;
  /** Cars that it ranked: the live ones, and those that buyers had to do with. */
  readonly cars: number;
  /** On what was kept back, by a model fitted to the rest. */
  readonly score: HoldOutScore;
  readonly popularity: HoldOutScore;
}
