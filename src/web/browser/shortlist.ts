/** Keeps the page where it is when a car is put on the shortlist or taken off: the form is sent aside, and says what it does next. */
export function shortlist(): void {
  let last = Promise.resolve();
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset.kept === undefined) return;
    // The page of the shortlist itself becomes another one.
    if (location.pathname === '/shortlist') return;
    event.preventDefault();
    const { submitter } = event;
    // One after the other: the cookie that one brings is what the next one adds to.
    last = last.then(() => send(form, submitter));
  });
}

async function send(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  const fields = [...new FormData(form, submitter)] as [string, string][];
  try {
    // Not `form.action`: that is the button of this name.
    const response = await fetch(form.getAttribute('action') ?? '', {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams(fields),
    });
    if (!response.ok) throw new Error('the server has more to say');
    const { cars } = (await response.json()) as { readonly cars: readonly number[] };
    show(new Set(cars));
  } catch {
    // What the server says then, it says better.
    if (submitter instanceof HTMLButtonElement) addField(form, submitter.name, submitter.value);
    form.submit();
  }
}

/** A car may stand on a page more than once. */
function show(kept: ReadonlySet<number>): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-kept]')) {
    const button = form.querySelector<HTMLButtonElement>('button[name=action]');
    const field = form.querySelector<HTMLInputElement>('[name=car_id]');
    if (button === null || field === null) continue;
    const isKept = kept.has(Number(field.value));
    form.dataset.kept = String(isKept);
    button.value = isKept ? 'remove' : 'add';
  }
  const count = document.querySelector('#shortlist-count');
  if (count !== null) count.textContent = kept.size === 0 ? '' : String(kept.size);
}

/** `submit()` leaves out the button. */
function addField(form: HTMLFormElement, name: string, value: string): void {
  const field = document.createElement('input');
  Object.assign(field, { type: 'hidden', name, value });
  form.append(field);
}
