import type { Valkey } from './client.js';
import { asIndexError } from './client.js';
import { IndexError } from './errors.js';

/**
 * `INDEX_EVICTING` if Valkey throws keys of the index away when its memory is full; null if it doesn't, or won't say (managed
 * servers refuse CONFIG). The `volatile-` policies only take keys with a time to live, which are views: those are built again.
 * https://valkey.io/topics/lru-cache/
 */
export async function findEviction(client: Valkey): Promise<IndexError | null> {
  try {
    const [policy, limit] = [await setting(client, 'maxmemory-policy'), await setting(client, 'maxmemory')];
    const evicts = policy.startsWith('allkeys-') && limit !== '0';
    return evicts ? new IndexError('INDEX_EVICTING', `maxmemory-policy is ${policy}`) : null;
  } catch (error) {
    const refused = asIndexError(error);
    if (refused instanceof IndexError && refused.code === 'INDEX_REFUSED') return null;
    throw refused;
  }
}

async function setting(client: Valkey, name: string): Promise<string> {
  const [, value] = (await client.config('GET', name)) as string[];
  return value ?? '0';
}
