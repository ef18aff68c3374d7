import { CarModel } from '../recommend/published-model.js';
import type { Database } from '../source/database.js';
import { readModel } from '../source/model-store.js';
import type { PassedOver } from './newest-model.js';
import { newestReadableModel, tryDecode } from './newest-model.js';

/** The model that servers rank by for who asks for one, or for none in particular. */
export interface ModelToExplain {
  /** Null: none is published that can be read. */
  readonly model: CarModel | null;
  /** Why it is another than the one asked for, or than the newest: a sentence each. */
  readonly notes: readonly string[];
}

/** @param asked null: whichever is in use */
export async function modelToExplain(database: Database, asked: number | null): Promise<ModelToExplain> {
  const bad: PassedOver[] = [];
  const row = asked === null ? null : await readModel(database, asked);
  if (row !== null) {
    const read = tryDecode(row);
    if (read.ok) return { model: new CarModel(read.value), notes: [] };
    bad.push({ version: row.version, error: read.problem });
  }
  const { found, passedOver } = await newestReadableModel(database);
  bad.push(...passedOver.filter(({ version }) => version !== asked));
  const notes = bad.map(({ version, error }) => `model ${version} is passed over: ${error.message}`);
  if (asked !== null && row === null) notes.push(`model ${asked} is gone, or never was`);
  if (notes.length > 0 && found !== null)
    notes.push(`model ${found.row.version} explains instead: the newest that can be read`);
  return { model: found === null ? null : new CarModel(found.model), notes };
}
