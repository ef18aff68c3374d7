import { announce, byId, fetchPage, isPlain, withoutPlace } from './dom.js';
import { restorePlace } from './kept-place.js';
import { countFromAnew, moreByScroll } from './more-by-scroll.js';
import { morph } from './morph.js';
import { showPriceSlider } from './price-slider.js';
import { tellSeenCards } from './seen-cards.js';
import { closeSheet, isSheetOpen } from './sheet.js';

/** What another question changes; all else stays, and with it where the visitor was. */
const parts = ['listing-head', 'filter-groups', 'show', 'results'];

type HistoryStep = 'push' | 'replace' | 'none';

let asking: AbortController | null = null;
/** Address of what is shown. */
let shown = withoutPlace(location.href);

/** Has a changed filter answered at once: the page's parts are replaced, the address follows. */
export function liveFilters(): void {
  document.addEventListener('change', (event) => {
    const form = formOf(event.target);
    if (form !== null) ask(addressOf(form));
  });
  document.addEventListener('submit', (event) => {
    const form = formOf(event.target);
    if (form === null) return;
    event.preventDefault();
    if (isSheetOpen()) closeSheet('results');
    else ask(addressOf(form));
  });
  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('.chip, .offers a');
    if (link === null || !isPlain(event)) return;
    event.preventDefault();
    ask(link.href);
  });
  addEventListener('popstate', () => {
    // A step between places of one page is none between questions.
    if (withoutPlace(location.href) !== shown) void show(location.href, 'none');
  });
}

/** All that is ticked in one visit to the sheet is one step: "back" leaves the sheet, and takes all of it back. */
function ask(url: string): void {
  void show(url, isSheetOpen() ? 'replace' : 'push');
}

function formOf(target: EventTarget | null): HTMLFormElement | null {
  const form =
    target instanceof HTMLFormElement
      ? target
      : target instanceof HTMLInputElement || target instanceof HTMLSelectElement
        ? target.form
        : null;
  return form?.id === 'filter-form' ? form : null;
}

/** As the form would be sent, but for fields that say nothing. */
function addressOf(form: HTMLFormElement): string {
  const fields = [...new FormData(form)].filter(([, value]) => value !== '') as [string, string][];
  const query = new URLSearchParams(fields).toString();
  return query === '' ? '/' : `/?${query}`;
}

async function show(url: string, step: HistoryStep): Promise<void> {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  byId('results')?.setAttribute('aria-busy', 'true');
  try {
    const fetched = await fetchPage(url, signal);
    if (signal.aborted) return;
    // Whatever the server says instead, it says it better.
    if (fetched === null || byId('results', fetched.page) === null) {
      location.assign(url);
      return;
    }
    note(fetched.url, step);
    put(fetched.page);
    if (step === 'none') await restorePlace();
  } catch {
    if (!signal.aborted) location.assign(url);
  }
}

function note(url: string, step: HistoryStep): void {
  shown = withoutPlace(url);
  const address = shown + (step === 'replace' ? location.hash : '');
  if (step === 'push') history.pushState(null, '', address);
  if (step === 'replace') history.replaceState(null, '', address);
}

function put(page: Document): void {
  const focused = document.activeElement;
  const { scrollY } = window;
  for (const id of parts) {
    const [old, fresh] = [byId(id), byId(id, page)];
    if (old !== null && fresh !== null) morph(old, fresh);
  }
  document.title = page.title;
  correctSearch(page);
  // Fields as the page says them, not as the visitor left them: the answer is what holds.
  document.querySelector<HTMLFormElement>('#filter-form')?.reset();
  keepFocus(focused);
  // Where the page does not reach down to any more, the cars begin anew.
  if (window.scrollY < scrollY) byId('results')?.scrollIntoView();
  announce(document.querySelector('.count')?.textContent ?? '');
  countFromAnew();
  showPriceSlider();
  moreByScroll();
  tellSeenCards();
}

/** The words of a search are about the answer that they led to; who is typing others keeps them. */
function correctSearch(page: Document): void {
  const [line, fresh] = [byId('search'), byId('search', page)];
  const isBoth = line instanceof HTMLInputElement && fresh instanceof HTMLInputElement;
  if (isBoth && line !== document.activeElement) line.value = fresh.value;
}

/** What had the focus may have been moved, which takes it away, or be gone. */
function keepFocus(focused: Element | null): void {
  if (!(focused instanceof HTMLElement) || focused === document.activeElement) return;
  (focused.isConnected ? focused : byId('results'))?.focus({ preventScroll: true });
}
