import { announce, byId, isPlain } from './dom.js';

/** A change that somebody asked for, as the form says it. */
interface Wish {
  readonly form: HTMLFormElement;
  readonly fields: [string, string][];
  readonly carId: number;
  readonly isKept: boolean;
}

/** How long who goes to see the shortlist waits for it to have changed. */
const mostPatienceMs = 2_000;

/**
 * Keeps the page where it is when a car is put on the shortlist or taken off. The page shows it at once, and the form is sent aside: what the
 * server says counts in the end.
 */
export function shortlist(): void {
  let last = Promise.resolve();
  let waiting = 0;
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset.kept === undefined) return;
    // The page of the shortlist itself becomes another one.
    if (location.pathname === '/shortlist') return;
    event.preventDefault();
    const wish = wishOf(form, event.submitter);
    show(wish.carId, wish.isKept);
    waiting += 1;
    // One after the other: the cookie that one brings is what the next one adds to.
    last = last.then(async () => {
      const kept = await send(wish);
      waiting -= 1;
      if (kept === null) show(wish.carId, !wish.isKept);
      else if (waiting === 0) showAll(kept);
      announce(wordsOf(wish, kept));
    });
  });
  // Who goes to see the shortlist while it changes is to see it changed.
  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>(
      `a[href^="/shortlist"], a[href^="/compare"]`,
    );
    if (link === null || waiting === 0 || !isPlain(event)) return;
    event.preventDefault();
    const patience = new Promise<void>((resolve) => setTimeout(resolve, mostPatienceMs));
    void Promise.race([last, patience]).then(() => {
      if (!isExplained) location.assign(link.href);
    });
  });
}

function wishOf(form: HTMLFormElement, submitter: HTMLElement | null): Wish {
  const data = new FormData(form, submitter);
  const fields = [...data] as [string, string][];
  return { form, fields, carId: Number(data.get('car_id')), isKept: data.get('action') === 'add' };
}

/** The cars that are kept now; null: the server can't be reached. Where it has more to say, its page takes the place of this one. */
async function send({ form, fields }: Wish): Promise<ReadonlySet<number> | null> {
  try {
    // Not `form.action`: that is the button of this name. Who goes on meanwhile has kept the car all the same.
    const response = await fetch(form.getAttribute('action') ?? '', {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams(fields),
      keepalive: true,
    });
    if (!response.ok) {
      submitAgain(form, fields);
      return null;
    }
    const { cars } = (await response.json()) as { readonly cars: readonly number[] };
    return new Set(cars);
  } catch {
    return null;
  }
}

/** Whether a page is on its way that says why something did not work. */
let isExplained = false;

function submitAgain(form: HTMLFormElement, fields: Wish['fields']): void {
  isExplained = true;
  const again = document.createElement('form');
  again.method = 'post';
  again.setAttribute('action', form.getAttribute('action') ?? '');
  for (const [name, value] of fields) {
    const field = document.createElement('input');
    Object.assign(field, { type: 'hidden', name, value });
    again.append(field);
  }
  document.body.append(again);
  again.submit();
}

function wordsOf({ isKept }: Wish, kept: ReadonlySet<number> | null): string {
  if (kept === null) return 'This did not work. Your shortlist is as it was.';
  const cars = kept.size === 1 ? '1 car' : `${kept.size} cars`;
  return `${isKept ? 'Put on' : 'Taken off'} your shortlist: ${cars} on it.`;
}

function showAll(kept: ReadonlySet<number>): void {
  for (const form of forms()) showIn(form, kept.has(carOf(form)));
  showCount(kept.size);
}

/** A car may stand on a page more than once. */
function show(carId: number, isKept: boolean): void {
  const before = Number(byId('shortlist-count')?.textContent ?? 0);
  for (const form of forms()) if (carOf(form) === carId) showIn(form, isKept);
  showCount(Math.max(before + (isKept ? 1 : -1), 0));
}

function forms(): readonly HTMLFormElement[] {
  return [...document.querySelectorAll<HTMLFormElement>('form[data-kept]')];
}

function carOf(form: HTMLFormElement): number {
  return Number(form.querySelector<HTMLInputElement>('[name=car_id]')?.value);
}

function showIn(form: HTMLFormElement, isKept: boolean): void {
  form.dataset.kept = String(isKept);
  const button = form.querySelector<HTMLButtonElement>('button[name=action]');
  if (button !== null) button.value = isKept ? 'remove' : 'add';
}

function showCount(count: number): void {
  const shown = byId('shortlist-count');
  if (shown !== null) shown.textContent = count === 0 ? '' : String(count);
}
