import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSampleCars } from '../../src/source/sample/load-sample-cars.js';
import { must } from '../../src/shared/assert.js';
import { auditOf } from '../support/audit.js';
import type { Platform } from '../support/platform.js';
import { startPlatform } from '../support/platform.js';
import type { TestDatabase } from '../support/postgres.js';
import { testDatabase } from '../support/postgres.js';
import type { TestPrefix } from '../support/valkey.js';
import { testPrefix } from '../support/valkey.js';

/** The audit is silent exactly when the index equals Postgres: on a platform that never rests, and after damage of any kind. */

let database: TestDatabase;
let prefix: TestPrefix;
let platform: Platform;

beforeAll(async () => {
  database = await testDatabase();
  await loadSampleCars({
    databaseUrl: database.url,
    count: 400,
    seed: 8,
    now: new Date('2026-06-01T00:00:00Z'),
  });
  prefix = testPrefix();
  platform = await startPlatform({ databaseUrl: database.url, valkey: prefix });
});

afterAll(async () => {
  await platform[Symbol.asyncDispose]();
  await prefix.clear();
  await database.drop();
});

describe('an audit', () => {
  it('ends without differences while cars come, change and go', async () => {
    let writing = true;
    const write = async (n: number): Promise<void> => {
      const copied =
        'city_id, variant_id, color_id, fuel_type_id, transmission_id, body_type_id, price, year';
      for (let at = n; writing; at += 2) {
        await platform.database.query(`insert into car (${copied}) select ${copied} from car where id = $1`, [
          1 + (at % 300),
        ]);
        await platform.database.query('update car set price = price + 1 where id = $1', [1 + (at % 50)]);
        await platform.database.query(`update car set status = 'sold' where id = $1`, [301 + (at % 50)]);
        await platform.get(`/listing/?price_max=${500_000 + at * 1_000}&ordering=year`);
      }
    };
    const writers = [write(0), write(1)];
    try {
      for (let audit = 0; audit < 3; audit += 1) expect((await auditOf(platform)).differences).toEqual([]);
    } finally {
      writing = false;
      await Promise.all(writers);
    }
  });

  it('looks at suspects together: the log is marked as often for hundreds as for one', async () => {
    await platform.caughtUp();
    let marks = 0;
    const counting = {
      query: (...words: unknown[]) => {
        if (String(words[0]).includes('pg_logical_emit_message')) marks += 1;
        return (platform.database.query as (...words: unknown[]) => unknown)(...words);
      },
    } as unknown as Platform['database'];
    const ids = await platform.valkey.zrange(platform.keys.column('year'), 0, 199);
    await platform.valkey.zadd(platform.keys.column('seats'), ...ids.flatMap((id) => [99, id]));
    const { differences } = await auditOf({ ...platform, database: counting });
    expect(differences.length).toBe(200);
    expect(marks).toBeLessThanOrEqual(3);
    await repair();
  });

  it('does not suspect a whole set because one car is missing or left over', async () => {
    await platform.valkey.srem(
      platform.keys.option('city', 1),
      await someMember(platform.keys.option('city', 1)),
    );
    await platform.valkey.zadd(platform.keys.order('price'), 1, '999999');
    expect((await auditOf(platform)).differences).toHaveLength(2);
    await repair();
  });
});

/** Damage by hand, one for each kind of key, and what has to be told of it. */
const damages: Record<string, { readonly plant: () => Promise<unknown>; readonly told: RegExp }> = {
  'a card that is gone': {
    plant: () => platform.valkey.hdel(platform.keys.cards, '5'),
    told: /^car 5 in car:: missing$/,
  },
  'a detail that differs': {
    plant: () => platform.valkey.hset(platform.keys.details, '5', '{}'),
    told: /^car 5 in car:detail: holds/,
  },
  'a card that is left over': {
    plant: () => platform.valkey.hset(platform.keys.cards, '999999', '{}'),
    told: /^car 999999 stands in car:, where it should not$/,
  },
  'a value that differs': {
    plant: () => platform.valkey.zadd(platform.keys.column('price'), 1, '5'),
    told: /^car 5 in car:price: holds 1$/,
  },
  'a car in another option': {
    plant: () => platform.valkey.sadd(platform.keys.option('make', 1), '999999'),
    told: /^car 999999 stands in car:make:1, where/,
  },
  'a feature that is left over': {
    plant: () => platform.valkey.zadd(platform.keys.feature(1), 1, '999999'),
    told: /^car 999999 stands in car:feature:1, where/,
  },
  'a car out of order': {
    plant: () => platform.valkey.zadd(platform.keys.order('year'), 1, '5'),
    told: /^car 5 in order:year: holds 1$/,
  },
  'a name that differs': {
    plant: () => platform.valkey.hset(platform.keys.names('color'), '1', '{"name":"Mud","parentId":null}'),
    told: /^color 1: Postgres has .*, the index .*Mud/,
  },
  'a slug token that is left over': {
    plant: () =>
      platform.valkey.hset(
        platform.keys.slugTokens,
        'x/y',
        '{"type":"x","value":"y","filter":"","canonical":true}',
      ),
    told: /^slug token x\/y: Postgres has nothing/,
  },
  'a view that lacks a car': {
    plant: async () => {
      const { key } = await storedView();
      await platform.valkey.zrem(key, await firstOf(key));
    },
    told: /^car \d+ is missing or misplaced in the view price:\w+:year_min=2000$/,
  },
  'a view that holds a car too many': {
    plant: async () => platform.valkey.zadd((await storedView()).key, 1, '999999'),
    told: /^car 999999 should not be in the view price:/,
  },
  'a view out of order': {
    plant: async () => {
      const { key } = await storedView();
      await platform.valkey.zadd(key, 1, await firstOf(key));
    },
    told: /^car \d+ is missing or misplaced in the view price:/,
  },
  'a marker of an empty view that is not empty': {
    plant: async () => {
      await platform.get('/listing/?year_min=2099');
      const member = await memberWith('none:', 'year_min=2099');
      // The marker's key is found by the hash, its question by the text.
      await platform.valkey.zadd(platform.keys.views, 1, member.replace('year_min=2099', 'year_min=2001'));
    },
    told: /^car \d+ is missing or misplaced in the view none:/,
  },
  'a size that differs': {
    plant: async () => platform.valkey.hincrby(platform.keys.viewSizes, (await storedView()).member, 3),
    told: /^the view price:.* holds \d+ cars, its size says \d+$/,
  },
  'a total that is not the sum': {
    plant: async () => {
      await storedView();
      await platform.valkey.hincrby(platform.keys.viewSizes, 'total', 3);
    },
    told: /^all views hold \d+ cars by their sizes, \d+ by the total$/,
  },
  'a key that is not registered': {
    plant: () => platform.valkey.srem(platform.keys.registry, 'order:price'),
    told: /^order:price is not among the keys that a new fill replaces$/,
  },
};

describe('damage', () => {
  it.each(Object.entries(damages))('by %s is told', async (_, { plant, told }) => {
    expect((await auditOf(platform)).differences).toEqual([]);
    await plant();
    expect((await auditOf(platform)).differences).toEqual(
      expect.arrayContaining([expect.stringMatching(told)]),
    );
    await repair();
  });
});

/** The index is filled anew, and the books with it. */
async function repair(): Promise<void> {
  await platform.store.requestRebuild();
  for (;;) {
    const state = await platform.store.state();
    if (state?.rebuild === false) break;
    // An idle follower looks when the log moves on.
    await platform.database.query(`select pg_logical_emit_message(true, 'test', '')`);
  }
}

async function storedView(): Promise<{ readonly key: string; readonly member: string }> {
  await platform.get('/listing/?year_min=2000&ordering=price');
  const member = await memberWith('price:', 'year_min=2000');
  return { member, key: `${platform.keys.prefix}page:price:${member.split(':')[1] ?? ''}` };
}

async function memberWith(start: string, end: string): Promise<string> {
  const members = await platform.valkey.zrange(platform.keys.views, 0, -1);
  return must(
    members.find((member) => member.startsWith(start) && member.endsWith(end)),
    'the stored view',
  );
}

async function firstOf(key: string): Promise<string> {
  return must((await platform.valkey.zrange(key, 0, 0))[0], 'a member');
}

async function someMember(key: string): Promise<string> {
  return must((await platform.valkey.srandmember(key)) ?? undefined, 'a member');
}
