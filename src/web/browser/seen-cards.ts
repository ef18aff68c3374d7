import { tell } from './events.js';

const told = new Set<number>();
const fresh: number[] = [];
let timer: number | undefined;

const observer = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      observer.unobserve(target);
      const car = Number((target as HTMLElement).dataset.car);
      if (told.has(car)) continue;
      told.add(car);
      fresh.push(car);
    }
    if (fresh.length > 0) timer ??= window.setTimeout(flush, 1_000);
  },
  // Half a card has been seen.
  { threshold: 0.5 },
);

/** Tells which cards have come into view, each once a page. */
export function tellSeenCards(within: ParentNode = document): void {
  for (const card of within.querySelectorAll('[data-car]')) observer.observe(card);
}

function flush(): void {
  timer = undefined;
  // One event takes 35 cars at most.
  while (fresh.length > 0) tell('seen', fresh.splice(0, 35));
}
