import { isHttps } from '../visit/cookies.js';
import type { Assets } from './assets.js';

/** Half a year: who comes back within it asks by https at once, whatever link they follow. https://www.rfc-editor.org/rfc/rfc6797#section-6.1 */
const httpsSeconds = 180 * 24 * 60 * 60;

/**
 * Headers of every page: nothing is loaded but our own, no frame shows us, no form sends elsewhere. Photos may be anywhere, as long as
 * they come encrypted. https://www.w3.org/TR/CSP3/, https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html
 *
 * @param publicUrl as visitors reach this server; null: unknown
 */
export function securityHeaders(
  { stylesheetHash }: Assets,
  publicUrl: string | null,
): Readonly<Record<string, string>> {
  return {
    // Of this host alone: what runs beside it is not ours to say.
    ...(isHttps(publicUrl) ? { 'strict-transport-security': `max-age=${httpsSeconds}` } : {}),
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      `style-src ${stylesheetHash}`,
      "img-src 'self' https:",
      "connect-src 'self'",
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'x-content-type-options': 'nosniff',
    // An address may say what somebody looks for; other sites learn where they come from, and no more.
    'referrer-policy': 'strict-origin-when-cross-origin',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
  };
}
