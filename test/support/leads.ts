import type { LightMyRequestResponse } from 'fastify';
import type { Platform } from './platform.js';
import { until } from './platform.js';

/** What a test sends, beside the address. */
export interface Sent {
  readonly cookie?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly remoteAddress?: string;
}

const browser =
  'Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36';

/** @param body a text is sent as it is, undefined not at all */
export function post(
  platform: Platform,
  url: string,
  body?: unknown,
  { cookie, headers = {}, remoteAddress = '192.0.2.1' }: Sent = {},
): Promise<LightMyRequestResponse> {
  return platform.app.inject({
    method: 'POST',
    url,
    headers: {
      host: 'localhost',
      'user-agent': browser,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(cookie === undefined ? {} : { cookie }),
      ...headers,
    },
    ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    remoteAddress,
  });
}

/** Leaves a number for car 1, which is accepted. Answers the token. */
export async function leaveNumber(platform: Platform, mobile: string, sent: Sent = {}): Promise<string> {
  const consent = (await platform.get('/leads/consent')).json<{ version: string }>().version;
  const response = await post(platform, '/leads', { car_id: 1, mobile, consent }, sent);
  if (response.statusCode !== 202) throw new Error(response.body);
  return response.json<{ lead: string }>().lead;
}

/** The code that this number was sent last, as the log tells it; of numbers with other last digits. */
export async function codeFor(platform: Platform, mobile: string): Promise<string> {
  await until(() => Promise.resolve(codesFor(platform, mobile).length > 0));
  return codesFor(platform, mobile).at(-1) ?? '';
}

export function codesFor(platform: Platform, mobile: string): readonly string[] {
  const line = new RegExp(`^code (\\d{6}) for \\+91 •••••• ${mobile.slice(-4)}$`);
  return platform.logged.flatMap(({ msg }) => line.exec(msg)?.[1] ?? []);
}

/** Leaves a number and confirms it. Answers the proof. */
export async function prove(platform: Platform, mobile: string, sent: Sent = {}): Promise<string> {
  const lead = await leaveNumber(platform, mobile, sent);
  const code = await codeFor(platform, mobile);
  const response = await post(platform, '/leads/confirm', { lead, code }, sent);
  if (response.statusCode !== 200) throw new Error(response.body);
  return response.json<{ proof: string }>().proof;
}

/** Free slots of a car from tomorrow on: none of them ends being free by itself while a test runs. */
export async function freeSlots(platform: Platform, car: number): Promise<readonly string[]> {
  const { days } = (await platform.get(`/cars/${car}/test-drives`)).json<{
    days: readonly { slots: readonly { starts_at: string; free: boolean }[] }[];
  }>();
  const later = new Date(Date.now() + 24 * 3_600_000).toISOString();
  return days
    .flatMap(({ slots }) => slots)
    .flatMap((slot) => (slot.free && slot.starts_at > later ? [slot.starts_at] : []));
}
