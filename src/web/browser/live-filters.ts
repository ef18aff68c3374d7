import { byId, fetchPage } from './dom.js';
import { countFromAnew, moreByScroll } from './more-by-scroll.js';
import { tellSeenCards } from './seen-cards.js';

/** What a change of filters replaces; all else stays, and with it where the visitor was. */
const parts = ['listing-head', 'filter-groups', 'show', 'results'];

let asking: AbortController | null = null;

/** Has a changed filter answered at once: the page's parts are replaced, the address follows. */
export function liveFilters(): void {
  document.addEventListener('change', (event) => {
    const form = formOf(event.target);
    if (form !== null) void show(addressOf(form), 'push');
  });
  document.addEventListener('submit', (event) => {
    const form = formOf(event.target);
    if (form === null) return;
    event.preventDefault();
    location.hash = 'results';
    void show(addressOf(form), 'push');
  });
  addEventListener('popstate', () => {
    void show(location.href, 'none');
  });
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

async function show(url: string, history: 'push' | 'none'): Promise<void> {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  byId('results')?.setAttribute('aria-busy', 'true');
  try {
    const fetched = await fetchPage(url, signal);
    // Whatever the server says instead, it says it better.
    if (fetched === null) location.assign(url);
    else put(fetched.page, fetched.url, history);
  } catch {
    if (!signal.aborted) location.assign(url);
  }
}

function put(page: Document, url: string, history: 'push' | 'none'): void {
  const { hash } = location;
  if (history === 'push') window.history.pushState(null, '', url + hash);
  const focused = document.activeElement?.id ?? '';
  const open = openGroups();
  for (const id of parts) {
    const part = byId(id, page);
    if (part !== null) byId(id)?.replaceWith(part);
  }
  document.title = page.title;
  for (const group of open) group().forEach((details) => (details.open = true));
  if (focused !== '') byId(focused)?.focus({ preventScroll: true });
  const count = byId('results')?.querySelector('.count')?.textContent ?? '';
  const announcement = byId('announcement');
  if (announcement !== null) announcement.textContent = count;
  countFromAnew();
  moreByScroll();
  tellSeenCards();
}

/** Lists that the visitor has opened, to be found again in the new page. */
function openGroups(): (() => NodeListOf<HTMLDetailsElement>)[] {
  return [...document.querySelectorAll<HTMLDetailsElement>('.filter details[open]')].map((details) => {
    const group = details.closest<HTMLElement>('[data-group]')?.dataset.group ?? '';
    return () => document.querySelectorAll<HTMLDetailsElement>(`[data-group="${group}"] details`);
  });
}
