import { afterPaint, byId } from './dom.js';
import { pagesAdded, putOnPages } from './more-by-scroll.js';

/** Kept beside an entry of the history: how far the visitor has come in it. */
interface Place {
  readonly pages: number;
  readonly y: number;
}

/** Remembers how many pages were put on and where the visitor is, so that "back" and "reload" can lead there again. */
export function keepPlace(): void {
  if (byId('results') === null) return;
  addEventListener('pagehide', note);
  addEventListener('scrollend', note);
}

function note(): void {
  const place: Place = { pages: pagesAdded(), y: scrollY };
  // The browser goes to a place at once, when the pages put on are not there yet.
  if (place.pages > 0) history.scrollRestoration = 'manual';
  history.replaceState(place, '');
}

/** Leads where the visitor was in this entry of the history. */
export async function restorePlace(): Promise<void> {
  const place = history.state as Place | null;
  if (place === null || byId('results') === null) return;
  await putOnPages(place.pages);
  // Once they stand: what is under them would else be seen to move, as far as browsers tell.
  afterPaint(() => {
    scrollTo(0, place.y);
  });
}
