import { createServer } from 'node:net';
import { ServerEnded } from './server-process.js';

const tries = 10;

/** Starts something on the given port; without one on a free one, and again on another if somebody took it in between. */
export async function onPort<T>(given: number | undefined, start: (port: number) => Promise<T>): Promise<T> {
  if (given !== undefined) return start(given);
  for (let nth = 1; ; nth += 1) {
    try {
      return await start(await freePort());
    } catch (error) {
      if (nth === tries || !(error instanceof ServerEnded) || !/address already in use/i.test(error.message))
        throw error;
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  });
}
