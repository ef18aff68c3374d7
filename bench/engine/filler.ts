import { monitorEventLoopDelay } from 'node:perf_hooks';
import { settings } from '../../src/config/settings.js';
import { connectValkey, whenConnected } from '../../src/index/client.js';
import { FeedReader } from '../../src/index/feed-reader.js';
import { IndexStore } from '../../src/index/index-store.js';
import { Keys } from '../../src/index/keys.js';
import { NearCopy } from '../../src/listing/near-copy.js';
import type { FillAnswer, FillRequest } from './messages.js';

/*
 * Fills a near index from Valkey as a server does when it begins, in a process that has done nothing before.
 */

process.on('message', (request: FillRequest) => {
  // An error ends the process, which ends the run.
  void fill(request).then((answer) => process.send?.(answer));
});
process.on('disconnect', () => process.exit());
process.stdout.write('ready\n');

async function fill({ valkeyUrl, prefix }: FillRequest): Promise<FillAnswer> {
  const valkey = connectValkey(valkeyUrl, { commandTimeoutMs: null });
  await whenConnected(valkey, 5_000);
  const keys = new Keys(prefix);
  // The time between two turns a millisecond apart; beyond that, it is how long a request would wait.
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const stopping = new AbortController();
  return new Promise((resolve, reject) => {
    const copy = new NearCopy({
      store: new IndexStore(valkey, keys),
      reader: new FeedReader(valkey, keys),
      cardBytes: settings.nearCardBytes.default,
      report: {
        filled: (listed, bytes, milliseconds) => {
          delay.disable();
          resolve({ listed, milliseconds, bytesPerCar: bytes / listed, longestPauseMs: delay.max / 1e6 - 1 });
          stopping.abort();
        },
        gap: (why) => {
          reject(new Error(why));
        },
      },
    });
    delay.enable();
    copy.run(stopping.signal).catch(reject);
  });
}
