import { pageIn } from './dom.js';

/** Keeps the page where it is when a car is put on the shortlist or taken off: the form is sent aside, and the new one takes its place. */
export function shortlist(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset.shortlist === undefined) return;
    // The page of the shortlist itself becomes another one.
    if (location.pathname === '/shortlist') return;
    event.preventDefault();
    void send(form, event.submitter);
  });
}

async function send(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  const fields = [...new FormData(form, submitter)] as [string, string][];
  try {
    // Not `form.action`: that is the button of this name.
    const response = await fetch(form.getAttribute('action') ?? '', {
      method: 'POST',
      body: new URLSearchParams(fields),
    });
    const page = await pageIn(response);
    const fresh = page.querySelector(`form[data-shortlist="${form.dataset.shortlist ?? ''}"]`);
    if (!response.ok || fresh === null) throw new Error('not the page that was expected');
    form.replaceWith(fresh);
    fresh.querySelector('button')?.focus();
  } catch {
    // What the server says then, it says better.
    if (submitter instanceof HTMLButtonElement) addField(form, submitter.name, submitter.value);
    form.submit();
  }
}

/** `submit()` leaves out the button. */
function addField(form: HTMLFormElement, name: string, value: string): void {
  const field = document.createElement('input');
  Object.assign(field, { type: 'hidden', name, value });
  form.append(field);
}
