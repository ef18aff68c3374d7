/** The element of an id, if the page has it. */
export function byId(id: string, page: Document = document): HTMLElement | null {
  return page.getElementById(id);
}

/** Fetches a page of ours; null: it can't be had now. */
export async function fetchPage(
  url: string,
  signal?: AbortSignal,
): Promise<{ readonly url: string; readonly page: Document } | null> {
  const response = await fetch(url, { headers: { accept: 'text/html' }, signal: signal ?? null });
  if (!response.ok) return null;
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  return { url: response.url, page };
}

/** Once what is there now has been painted. */
export function afterPaint(run: () => void): void {
  requestAnimationFrame(() => setTimeout(run));
}

/** Has screen readers say it, when they have said what they are at. */
export function announce(text: string): void {
  const status = byId('announcement');
  if (status !== null) status.textContent = text;
}

/** Whether a click asks for nothing more than to follow the link here. */
export function isPlain({ button, altKey, ctrlKey, metaKey, shiftKey }: MouseEvent): boolean {
  return button === 0 && !altKey && !ctrlKey && !metaKey && !shiftKey;
}

/** An address without what stands behind `#`: that only names a place in the page. */
export function withoutPlace(url: string): string {
  return url.replace(/#.*$/s, '');
}
