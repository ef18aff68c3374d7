import type { Settings } from '../config/settings.js';
import { OpsError } from './errors.js';
import type { Site } from './wiring.js';

/** Listens, and says where on standard output: `ready http://localhost:3000`. */
export async function listen(site: Site, { host, port }: Settings): Promise<void> {
  try {
    await site.app.listen({ host, port });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'EADDRINUSE' || code === 'EACCES') {
      throw new OpsError('OPS_PORT_TAKEN', `port ${port}`, { cause: error });
    }
    throw error;
  }
  const address = site.app.server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  const shown = host === '127.0.0.1' || host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  process.stdout.write(`ready http://${shown}:${bound}\n`);
}
