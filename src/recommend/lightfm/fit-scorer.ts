import { FactorScorer } from '../factor-scorer.js';
import type { Interactions } from '../interactions.js';
import type { Identity } from '../item-features.js';
import { itemRowsOf } from '../item-features.js';
import type { SparseRows } from '../sparse-rows.js';
import { identityRows } from '../sparse-rows.js';
import { LightFm } from './lightfm.js';
import type { LightFmSettings } from './settings.js';

export interface LightFmPlan {
  readonly settings: Partial<LightFmSettings>;
  readonly epochs: number;
  readonly identity: Identity;
  /** Null: a user or an item is nothing but itself. */
  readonly userFeatures: SparseRows | null;
  readonly itemFeatures: SparseRows | null;
}

/** LightFM alone, as a scorer of the users and items that it was trained with. */
export function fitScorer(
  interactions: Interactions,
  plan: LightFmPlan,
  onEpoch?: (epoch: number, meanLoss: number) => void,
): FactorScorer {
  const userRows = plan.userFeatures ?? identityRows(interactions.userCount);
  const { training, scoring } = itemRowsOf(plan.itemFeatures, interactions, plan.identity);
  const { users, items } = new LightFm(plan.settings).fit(interactions, {
    epochs: plan.epochs,
    userRows,
    itemRows: training,
    ...(onEpoch === undefined ? {} : { onEpoch }),
  });
  const { stride, components } = users;
  return new FactorScorer(users.representAll(userRows), items.representAll(scoring), stride, components);
}
