import { isIPv6 } from 'node:net';
import type { Settings } from '../config/settings.js';
import { messageOf } from '../shared/errors.js';
import { OpsError } from './errors.js';
import type { Site } from './wiring.js';

/** Listens, and answers where: `http://localhost:3000`. */
export async function listen(site: Site, { host, port }: Settings): Promise<string> {
  try {
    await site.app.listen({ host, port });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'EADDRINUSE' || code === 'EACCES')
      throw new OpsError('OPS_PORT_TAKEN', `port ${port}`, { cause: error });
    if (/^(ENOTFOUND|EAI_|EADDRNOTAVAIL|EAFNOSUPPORT|EINVAL)/.test(code))
      throw new OpsError('OPS_HOST_UNUSABLE', messageOf(error), { cause: error });
    throw error;
  }
  const address = site.app.server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return `http://${shownHost(host)}:${bound}`;
}

/** What people and programs wait for on standard output. */
export function announceReady(address: string): void {
  process.stdout.write(`ready ${address}\n`);
}

/** As it stands in an address that a browser on this machine understands. */
function shownHost(host: string): string {
  if (host === '127.0.0.1' || host === '0.0.0.0' || host === '::') return 'localhost';
  return isIPv6(host) ? `[${host}]` : host;
}
