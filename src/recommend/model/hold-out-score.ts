import type { Interactions } from '../interactions.js';
import { entriesWhere, ItemsByUser } from '../interactions.js';
import type { Scorer } from '../metrics/evaluate.js';
import { evaluate } from '../metrics/evaluate.js';
import type { HoldOut } from './hold-out.js';

/** How well something ranks what was kept back: nDCG of the first ten places. */
export interface HoldOutScore {
  readonly later: number;
  /** Null: no items were kept back. */
  readonly unseen: number | null;
}

const k = 10;
/** Users who stand for all. */
const mostUsers = 2_000;

/** Judges by what was kept back. What a user has in training is no candidate for them. */
export class HoldOutJudge {
  readonly known: ItemsByUser;
  readonly #held: HoldOut;
  /** Items of the training. */
  readonly #trained: Uint8Array;

  constructor(held: HoldOut) {
    this.#held = held;
    this.known = new ItemsByUser(held.train);
    this.#trained = new Uint8Array(held.train.itemCount);
    for (const item of held.train.items) this.#trained[item] = 1;
  }

  scoreOf(scorer: Scorer): HoldOutScore {
    const { unseen, isUnseen } = this.#held;
    return {
      later: this.laterOf(scorer, this.#held.later).ndcg,
      unseen: unseen === null ? null : this.#ndcg(scorer, unseen, isUnseen).ndcg,
    };
  }

  /** By some of what was wanted later. */
  laterOf(scorer: Scorer, some: Interactions): { readonly ndcg: number; readonly users: number } {
    return this.#ndcg(scorer, some, this.#trained);
  }

  #ndcg(
    scorer: Scorer,
    test: Interactions,
    candidates: Uint8Array,
  ): { readonly ndcg: number; readonly users: number } {
    const { metrics, users } = evaluate(scorer, someUsers(test), { k, candidates, masked: this.known });
    return { ndcg: metrics.ndcg, users };
  }
}

function someUsers(test: Interactions): Interactions {
  const every = Math.max(1, Math.floor(test.userCount / mostUsers));
  return entriesWhere(test, (at) => test.users[at]! % every === 0);
}
