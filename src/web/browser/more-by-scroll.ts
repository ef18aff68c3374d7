import { announce, byId, fetchPage } from './dom.js';
import { tellSeenCards } from './seen-cards.js';

/** Pages that are put on by themselves; after that, the visitor asks for more. */
const pagesUnasked = 4;

let observer: IntersectionObserver | null = null;
let added = 0;

/** Puts the next page's cards under these, well before the visitor comes to the end of them: what stands under them must not be seen to move. */
export function moreByScroll(): void {
  observer?.disconnect();
  const pager = byId('pager');
  if (pager === null || added >= pagesUnasked) return;
  observer = new IntersectionObserver(
    (entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) void addAndGoOn();
    },
    { rootMargin: '1500px' },
  );
  observer.observe(pager);
}

/** Pages put on since the question was asked. */
export function pagesAdded(): number {
  return added;
}

/** A new question begins anew. */
export function countFromAnew(): void {
  added = 0;
}

/** Puts on as many pages as there were before. */
export async function putOnPages(count: number): Promise<void> {
  observer?.disconnect();
  while (added < count && (await addNextPage()));
  moreByScroll();
}

async function addAndGoOn(): Promise<void> {
  observer?.disconnect();
  if (await addNextPage()) moreByScroll();
}

/** False: there is none, or it can't be had. */
async function addNextPage(): Promise<boolean> {
  const url = nextUrl();
  if (url === undefined) return false;
  const fetched = await fetchPage(url).catch(() => null);
  const cards = byId('cards');
  // The visitor may have asked for other cars meanwhile.
  if (fetched === null || cards === null || nextUrl() !== url) return false;
  const fresh = [...(byId('cards', fetched.page)?.children ?? [])].filter((card) => !isShown(card));
  cards.append(...fresh);
  const pager = byId('pager', fetched.page);
  if (pager !== null) byId('pager')?.replaceWith(pager);
  added += 1;
  announce(`${fresh.length} more cars`);
  tellSeenCards(cards);
  return true;
}

function nextUrl(): string | undefined {
  return document.querySelector<HTMLAnchorElement>('#pager a[rel=next]')?.href;
}

/** A car that has moved down the list between two pages is on both. */
function isShown(card: Element): boolean {
  return document.querySelector(`[data-car="${(card as HTMLElement).dataset.car}"]`) !== null;
}
