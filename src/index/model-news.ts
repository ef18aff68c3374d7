import type { Valkey } from './client.js';
import { asIndexError } from './client.js';
import type { Keys } from './keys.js';

/*
 * How servers learn of a new model: by a key that they read each second. A message would come sooner, and be missed by whoever was
 * just reconnecting; the key can be missed by nobody, and one small read a second of each server is nothing.
 */

export async function announceModel(client: Valkey, keys: Keys, version: number): Promise<void> {
  try {
    await client.set(keys.model, version);
  } catch (error) {
    throw asIndexError(error);
  }
}

/** Null: nothing was announced, or Valkey has been emptied since. */
export async function announcedModel(client: Valkey, keys: Keys): Promise<number | null> {
  try {
    const text = await client.get(keys.model);
    return text === null ? null : Number(text);
  } catch (error) {
    throw asIndexError(error);
  }
}
