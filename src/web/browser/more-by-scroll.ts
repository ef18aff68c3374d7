import { byId, fetchPage } from './dom.js';
import { tellSeenCards } from './seen-cards.js';

/** Pages that are put on by themselves; after that, the visitor asks for more. */
const pagesUnasked = 4;

let observer: IntersectionObserver | null = null;
let unasked = 0;

/** Puts the next page's cards under these, shortly before the visitor comes to the end of them. */
export function moreByScroll(): void {
  observer?.disconnect();
  const pager = byId('pager');
  if (pager === null) return;
  observer = new IntersectionObserver(
    (entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting) && unasked < pagesUnasked) void addNextPage();
    },
    { rootMargin: '600px' },
  );
  observer.observe(pager);
}

/** A new question begins anew. */
export function countFromAnew(): void {
  unasked = 0;
}

async function addNextPage(): Promise<void> {
  const next = byId('pager')?.querySelector<HTMLAnchorElement>('a[rel=next]');
  if (next == null) return;
  observer?.disconnect();
  unasked += 1;
  const fetched = await fetchPage(next.href).catch(() => null);
  const cards = byId('cards');
  // The visitor may have asked for other cars meanwhile.
  if (fetched === null || cards === null || !next.isConnected) return;
  const added = [...(byId('cards', fetched.page)?.children ?? [])];
  cards.append(...added);
  const pager = byId('pager', fetched.page);
  if (pager !== null) byId('pager')?.replaceWith(pager);
  tellSeenCards(cards);
  moreByScroll();
}
