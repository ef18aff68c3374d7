import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { randomModel } from '../../test/support/car-models.js';
import { until } from '../../test/support/platform.js';
import { testDatabase } from '../../test/support/postgres.js';
import { sampleFacts } from '../../test/support/simulation.js';
import { testPrefix } from '../../test/support/valkey.js';
import type { Valkey } from '../index/client.js';
import { whenConnected } from '../index/client.js';
import { Keys } from '../index/keys.js';
import { announceModel } from '../index/model-news.js';
import { encodeModel } from '../recommend/artifact.js';
import { usualPlan } from '../recommend/model/plan.js';
import { ModelShelf } from '../recommend/model-shelf.js';
import type { CarModel } from '../recommend/published-model.js';
import type { Database } from '../source/database.js';
import { openDatabase } from '../source/database.js';
import { publishModel } from '../source/model-store.js';
import type { ModelLoading } from './model-loading.js';
import { startModelLoading } from './model-loading.js';
import { connectFollower } from './wiring.js';

const never = 100_000_000;

const { version: _, ...random } = randomModel(1, sampleFacts(50)).published;
const score = { later: 0.14, unseen: 0.1 };
const model = {
  ...random,
  trainedUntilMs: Date.UTC(2026, 0, 1),
  figures: {
    isSimulated: false,
    plan: usualPlan,
    planChosenAtMs: null,
    wanted: 300,
    buyers: 20,
    cars: 5_132,
    score,
    popularity: { later: 0.02, unseen: 0 },
  },
};
const artifact = encodeModel(model);

interface Setting {
  readonly database: Database;
  readonly valkey: Valkey;
  readonly keys: Keys;
  readonly shelf: ModelShelf;
  readonly loading: ModelLoading;
  readonly lines: string[];
  publish(bytes?: Buffer): Promise<number>;
}

function damagedArtifact(): Buffer {
  const damaged = Buffer.from(artifact);
  damaged[damaged.length >> 1]! ^= 1;
  return damaged;
}

interface StartOptions {
  /** What is there already. */
  readonly published?: readonly Buffer[];
  readonly isReady?: () => boolean;
}

async function start(
  everyMs: { valkey: number; postgres: number },
  { published = [], isReady = () => true }: StartOptions = {},
): Promise<Setting> {
  const { url } = await testDatabase();
  const { url: valkeyUrl, prefix } = testPrefix();
  const database = openDatabase(url, { connections: 3, statementTimeoutMs: 30_000 });
  const valkey = connectFollower(valkeyUrl);
  await whenConnected(valkey, 5_000);
  const keys = new Keys(prefix);
  const shelf = new ModelShelf();
  const lines: string[] = [];
  const log = pino({}, { write: (text) => lines.push((JSON.parse(text) as { msg: string }).msg) });
  const publish = (bytes = artifact): Promise<number> =>
    publishModel(database, { trainedUntilMs: 0, isSimulated: false, figures: {}, artifact: bytes });
  for (const bytes of published) await publish(bytes);
  const used = (): CarModel | null => (isReady() ? shelf.current : null);
  const loading = startModelLoading({ database, valkey, keys, log, shelf, used, everyMs });
  onTestFinished(async () => {
    await loading.stop();
    valkey.disconnect();
    await database.end();
  });
  return { database, valkey, keys, shelf, loading, lines, publish };
}

function inUse({ shelf }: Setting, version: number): Promise<void> {
  return until(() => Promise.resolve(shelf.current?.version === version));
}

describe('loading models', () => {
  it('begins with the newest that there is, and says what it is', async () => {
    const setting = await start({ valkey: 5, postgres: never }, { published: [artifact, artifact] });
    await inUse(setting, 2);
    expect(setting.lines).toEqual([
      'model 2 in use (trained until 2026-01-01T00:00:00.000Z, 5,132 cars, nDCG@10 0.14 against 0.02 of popularity)',
    ]);
    expect(setting.shelf.get(2)?.published).toEqual({ ...model, version: 2 });
    expect(setting.shelf.get(1)).toBeNull();
  });

  it('hears of a new one through Valkey, and keeps the one before it', async () => {
    const setting = await start({ valkey: 5, postgres: never }, { published: [artifact] });
    await inUse(setting, 1);
    await announceModel(setting.valkey, setting.keys, await setting.publish());
    await inUse(setting, 2);
    expect(setting.shelf.get(1)).not.toBeNull();
  });

  it('finds a new one by itself where Valkey knows nothing', async () => {
    const setting = await start({ valkey: 5, postgres: 20 });
    await setting.publish();
    await inUse(setting, 1);
    await announceModel(setting.valkey, setting.keys, 1);
    await setting.valkey.del(setting.keys.model);
    setting.valkey.disconnect();
    await setting.publish();
    await inUse(setting, 2);
  });

  it('leaves the old one in use where the new one is damaged, says so once, and takes the next', async () => {
    const setting = await start({ valkey: 5, postgres: 20 }, { published: [artifact] });
    await inUse(setting, 1);
    await setting.publish(damagedArtifact());
    await until(() => Promise.resolve(setting.lines.some((line) => line.includes('can not be read'))));
    expect(setting.shelf.current?.version).toBe(1);
    await setting.publish();
    await inUse(setting, 3);
    expect(await setting.loading.loadVersion(2)).toBeNull();
    expect(setting.lines.filter((line) => line.includes('can not be read'))).toEqual([
      expect.stringMatching(/^model 2 is passed over: /),
    ]);
    expect(setting.lines).not.toContain('models are read again');
  });

  it('begins with the newest that can be read', async () => {
    const damaged = damagedArtifact();
    const setting = await start({ valkey: 5, postgres: never }, { published: [artifact, damaged, damaged] });
    await inUse(setting, 1);
    expect(setting.lines.map((line) => line.slice(0, 22))).toEqual([
      'model 3 is passed over',
      'model 2 is passed over',
      'model 1 in use (traine',
    ]);
  });

  it('says that there is none where none can be read, and takes the next', async () => {
    const setting = await start({ valkey: 5, postgres: 20 }, { published: [damagedArtifact()] });
    await until(() => Promise.resolve(setting.lines.length >= 2));
    await setting.publish();
    await inUse(setting, 2);
    expect(setting.lines.slice(0, 2)).toEqual([
      expect.stringMatching(/^model 1 is passed over: /),
      expect.stringMatching(/^no model can be read: listings are newest first until one is trained/),
    ]);
  });

  it('says that one is in use once it is', async () => {
    let isReady = false;
    const setting = await start(
      { valkey: 5, postgres: never },
      { published: [artifact], isReady: () => isReady },
    );
    await inUse(setting, 1);
    await sleep(50);
    expect(setting.lines).toEqual([]);
    isReady = true;
    await until(() => Promise.resolve(setting.lines.some((line) => line.startsWith('model 1 in use'))));
  });

  it('fetches one that a page asks for, as long as it is kept', async () => {
    const setting = await start(
      { valkey: 5, postgres: never },
      { published: Array.from({ length: 5 }, () => artifact) },
    );
    await inUse(setting, 5);
    expect((await setting.loading.loadVersion(3))?.version).toBe(3);
    expect(setting.shelf.get(3)).toBeNull();
    expect(await setting.loading.loadVersion(2)).toBeNull();
    expect(await setting.loading.loadVersion(77)).toBeNull();
  });

  it('goes on while Postgres is not as it should be', async () => {
    const setting = await start({ valkey: 5, postgres: 20 });
    await setting.database.query('alter table recommender_model rename to elsewhere');
    await until(() => Promise.resolve(setting.lines.some((line) => line.startsWith('no newer model: '))));
    await setting.database.query('alter table elsewhere rename to recommender_model');
    await setting.publish();
    await inUse(setting, 1);
    expect(setting.lines).toContain('models are read again');
  });
});
