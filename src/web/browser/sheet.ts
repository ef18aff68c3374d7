import { afterPaint, byId, withoutPlace } from './dom.js';

/** As in the stylesheet: on such a screen the filters are a sheet over the page. */
const isSmall = matchMedia('(width < 56rem)');

let wasOpen = false;
/** What was shown when the visitor opened the sheet here; null: they came with it open. */
let openedOver: string | null = null;
/** Where the focus goes when the sheet is left. */
let focusAfter: 'opener' | 'results' = 'opener';

/** The address opens and closes the sheet, with scripts or without; these add keys and focus. */
export function sheet(): void {
  if (byId('filters') === null) return;
  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest('a');
    if (link?.matches('.filters-open')) {
      event.preventDefault();
      openedOver = withoutPlace(location.href);
      // Laying out hundreds of boxes takes a cheap phone a tenth of a second: first it shows that it was touched.
      afterPaint(() => {
        location.hash = 'filters';
      });
    }
    if (!link?.matches('.filters-close')) return;
    event.preventDefault();
    closeSheet('opener');
  });
  addEventListener('keydown', ({ key }) => {
    if (key === 'Escape' && isSheetOpen()) closeSheet('opener');
  });
  addEventListener('hashchange', settle);
  isSmall.addEventListener('change', settle);
  settle();
}

export function isSheetOpen(): boolean {
  return isSmall.matches && location.hash === '#filters';
}

/** Leaves the sheet with what was chosen in it. */
export function closeSheet(focus: typeof focusAfter): void {
  focusAfter = focus;
  const address = withoutPlace(location.href);
  // Nothing was chosen: this is "back", and leads to where the visitor was. To see the cars they go to the first.
  if (openedOver === address && focus === 'opener') {
    history.back();
    return;
  }
  // Only going to another place of the page takes the sheet away; the address need not say which.
  location.replace('#results');
  history.replaceState(null, '', address);
}

function settle(): void {
  const isOpen = isSheetOpen();
  const filters = byId('filters');
  if (isOpen === wasOpen || filters === null) return;
  wasOpen = isOpen;
  if (isOpen) {
    filters.role = 'dialog';
    filters.ariaModal = 'true';
    filters.focus();
    return;
  }
  filters.removeAttribute('role');
  filters.removeAttribute('aria-modal');
  const after =
    focusAfter === 'opener' ? document.querySelector<HTMLElement>('.filters-open') : byId('results');
  after?.focus({ preventScroll: true });
  openedOver = null;
  focusAfter = 'opener';
}
