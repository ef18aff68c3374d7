export type EventKind = 'seen' | 'opened' | 'shortlisted' | 'unshortlisted';

interface Told {
  readonly id: string;
  readonly kind: EventKind;
  readonly car_ids: readonly number[];
  readonly at: string;
}

const mostInBatch = 50;

let waiting: Told[] = [];
let timer: number | undefined;

/** Tells the server what happened, a moment later together with what else happens until then. */
export function tell(kind: EventKind, carIds: readonly number[]): void {
  waiting.push({ id: newId(), kind, car_ids: carIds, at: new Date().toISOString() });
  timer ??= window.setTimeout(send, 1_500);
}

/** The page may be going away: what is waiting has to leave with it. */
addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') send();
});

/** `crypto.randomUUID` is there on encrypted pages alone. RFC 9562, version 4. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function send(): void {
  clearTimeout(timer);
  timer = undefined;
  const events = waiting.slice(0, mostInBatch);
  waiting = waiting.slice(mostInBatch);
  if (events.length === 0) return;
  // An event that is told twice is the same event; one that can't be told is no reason to disturb anybody.
  fetch('/events', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ events }),
    keepalive: true,
  }).catch(() => undefined);
  if (waiting.length > 0) send();
}
