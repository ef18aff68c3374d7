import type { PriceHistory } from '../../catalog/price-history.js';
import type { Random } from '../../shared/random.js';

export interface SellingFacts {
  /** As the car is offered now, in rupees. */
  readonly price: number;
  /** Seconds since 1970. */
  readonly added: number;
  /** Likewise. */
  readonly now: number;
}

/** About so long a seller waits before asking for something else. */
const patienceSeconds = 25 * 24 * 3_600;
const step = 1_000;

/** What was asked before: mostly more, by 1 to 5 %, and by some sellers never anything else. */
export function drawEarlierPrices(random: Random, { price, added, now }: SellingFacts): PriceHistory {
  const history: number[] = [];
  let asked = price;
  if (random.chance(0.35)) return history;
  for (let until = now; ;) {
    until -= Math.round(patienceSeconds * (0.2 + 1.6 * random.next()));
    if (until <= added) return history;
    const change = random.between(1, 5) / 100;
    const before = Math.round((asked * (random.chance(0.88) ? 1 + change : 1 - change)) / step) * step;
    // Of a cheap car one per cent may be nothing.
    if (before === asked || before <= 0) continue;
    asked = before;
    history.unshift(until, asked);
  }
}
