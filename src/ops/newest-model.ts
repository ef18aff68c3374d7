import type { StoredModel } from '../recommend/artifact.js';
import { decodeModel } from '../recommend/artifact.js';
import { RecommendError } from '../recommend/errors.js';
import type { Result } from '../shared/result.js';
import { failed, ok } from '../shared/result.js';
import type { Database } from '../source/database.js';
import type { ModelRow } from '../source/model-store.js';
import { newestModelVersion, readModel } from '../source/model-store.js';

/** A model that is there and can not be read, and why. */
export interface PassedOver {
  readonly version: number;
  readonly error: RecommendError;
}

export interface NewestModel {
  /** Null: none can be read. */
  readonly found: { readonly row: ModelRow; readonly model: StoredModel } | null;
  /** Those that are newer, the newest first. */
  readonly passedOver: readonly PassedOver[];
}

/** The newest published model that can be read, of those after the version `after`. */
export async function newestReadableModel(database: Database, after = 0): Promise<NewestModel> {
  const passedOver: PassedOver[] = [];
  let version = await newestModelVersion(database);
  while (version !== null && version > after) {
    const row = await readModel(database, version);
    // Null: it was forgotten meanwhile.
    if (row !== null) {
      const read = tryDecode(row);
      if (read.ok) return { found: { row, model: read.value }, passedOver };
      passedOver.push({ version, error: read.problem });
    }
    version = await newestModelVersion(database, version);
  }
  return { found: null, passedOver };
}

/** Or what is wrong with it. */
export function tryDecode({ artifact, version }: ModelRow): Result<StoredModel, RecommendError> {
  try {
    return ok(decodeModel(artifact, version));
  } catch (error) {
    if (error instanceof RecommendError) return failed(error);
    throw error;
  }
}
