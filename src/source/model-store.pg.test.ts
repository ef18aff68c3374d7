import { describe, expect, it, onTestFinished } from 'vitest';
import { testDatabase } from '../../test/support/postgres.js';
import type { Database } from './database.js';
import { openDatabase } from './database.js';
import {
  keepPlan,
  modelAgeMs,
  newestModelVersion,
  publishModel,
  readKeptPlan,
  readModel,
} from './model-store.js';
import { publishedTables } from './published-tables.js';

async function store(): Promise<Database> {
  const { url } = await testDatabase();
  const database = openDatabase(url, { connections: 8, statementTimeoutMs: 30_000 });
  onTestFinished(() => database.end());
  return database;
}

function publish(database: Database, artifact: Buffer): Promise<number> {
  return publishModel(database, {
    trainedUntilMs: 1_700_000_000_123,
    isSimulated: true,
    figures: { cars: 3 },
    artifact,
  });
}

describe('the store of models', () => {
  it('is empty at first', async () => {
    const database = await store();
    expect(await newestModelVersion(database)).toBeNull();
    expect(await modelAgeMs(database, 1)).toBeNull();
    expect(await readModel(database, 1)).toBeNull();
  });

  it('gives a model back byte by byte, by its version', async () => {
    const database = await store();
    const artifact = Buffer.from(Array.from({ length: 100_000 }, (_, at) => (at * 7) % 256));
    const version = await publish(database, artifact);
    expect(await newestModelVersion(database)).toBe(version);
    expect((await readModel(database, version))?.artifact.equals(artifact)).toBe(true);
    const { rows } = await database.query(
      `select is_simulated, figures, (extract(epoch from trained_until) * 1000)::float8 as until from recommender_model`,
    );
    expect(rows).toEqual([{ is_simulated: true, figures: { cars: 3 }, until: 1_700_000_000_123 }]);
    await database.query(`update recommender_model set created_at = created_at - interval '1 hour'`);
    const ageMs = await modelAgeMs(database, version);
    expect([ageMs! >= 3_600_000, ageMs! < 3_700_000]).toEqual([true, true]);
  });

  it('keeps the newest three, and versions only rise', async () => {
    const database = await store();
    const versions: number[] = [];
    for (let number = 0; number < 6; number += 1)
      versions.push(await publish(database, Buffer.from([number])));
    expect(versions).toEqual([...versions].sort((one, other) => one - other));
    const { rows } = await database.query<{ version: number }>(
      'select version::int as version from recommender_model order by version',
    );
    expect(rows.map(({ version }) => version)).toEqual(versions.slice(-3));
    expect((await readModel(database, versions.at(-1) ?? 0))?.artifact).toEqual(Buffer.from([5]));
  });

  it('holds the newest whatever trainers publish at once', async () => {
    const database = await store();
    const versions = await Promise.all(
      Array.from({ length: 20 }, (_, number) => publish(database, Buffer.from([number]))),
    );
    expect(new Set(versions).size).toBe(20);
    expect(await newestModelVersion(database)).toBe(Math.max(...versions));
  });

  it('keeps the plan that was chosen last, of each kind of events, without any model', async () => {
    const database = await store();
    expect(await readKeptPlan(database, false)).toBeNull();
    const later = { plan: { warpWeight: 2 }, chosenAtMs: 1_700_000_000_124 };
    await keepPlan(database, false, { plan: { warpWeight: 1 }, chosenAtMs: 1_700_000_000_122 });
    await keepPlan(database, false, later);
    // Of a trainer that took longer over it.
    await keepPlan(database, false, { plan: { warpWeight: 3 }, chosenAtMs: 1_700_000_000_123 });
    expect(await readKeptPlan(database, false)).toEqual(later);
    expect(await readKeptPlan(database, true)).toBeNull();
  });

  it('leaves Postgres by no publication', () => {
    expect(Object.keys(publishedTables)).not.toContain('recommender_model');
    expect(Object.keys(publishedTables)).not.toContain('recommender_plan');
  });
});
