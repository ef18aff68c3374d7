import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestDatabase } from '../../test/support/postgres.js';
import { testDatabase } from '../../test/support/postgres.js';
import { positionZero } from '../catalog/position.js';
import { parseSlug, printSlug } from '../catalog/slug.js';
import type { SlugType } from '../catalog/slug-filters.js';
import { slugParameter, slugTypes } from '../catalog/slug-filters.js';
import { SlugTokens } from '../catalog/slug-tokens.js';
import { openChangeStream } from './change-stream.js';
import { readLogPosition } from './log-position.js';
import { readSlugTokens } from './names.js';
import { ensurePublication } from './publication.js';
import { createSlot } from './replication-setup.js';

/**
 * Whatever statement changes the catalogue: every thing has one canonical word, a word belongs to the thing that last had it
 * as its canonical one, and a thing that is gone has none.
 */

let database: TestDatabase;
let client: pg.Client;

beforeEach(async () => {
  database = await testDatabase();
  client = await connected();
});

afterEach(async () => {
  for (const each of open.splice(0)) await each.end();
  await database[Symbol.asyncDispose]();
});

const open: pg.Client[] = [];

async function connected(): Promise<pg.Client> {
  const one = new pg.Client({ connectionString: database.url });
  await one.connect();
  open.push(one);
  return one;
}

/** Runs each statement alone. */
async function run(...statements: readonly string[]): Promise<void> {
  for (const statement of statements) await client.query(statement);
}

/** The tokens of a type as "value id", older ones in brackets, by value. */
async function tokens(type: SlugType): Promise<readonly string[]> {
  const all = await readSlugTokens(client);
  return all
    .filter((token) => token.type === type)
    .sort((a, b) => (a.value < b.value ? -1 : 1)) // in Postgres, by whatever collation the database has
    .map(({ value, filter, canonical }) => {
      const [parameter, id] = filter.split('=');
      expect(parameter).toBe(slugParameter(type));
      return canonical ? `${value} ${id ?? ''}` : `(${value} ${id ?? ''})`;
    });
}

/** A statement that was sent, and that waits for another connection by now. */
async function sendBlocked(
  waiting: pg.Client,
  statement: string,
): Promise<{ readonly done: Promise<unknown> }> {
  const { rows } = await waiting.query<{ pid: number }>('select pg_backend_pid() as pid');
  const done = waiting.query(statement);
  done.catch(() => undefined); // whoever awaits it is told
  for (;;) {
    const held = await client.query('select 1 where cardinality(pg_blocking_pids($1)) > 0', [rows[0]?.pid]);
    if (held.rowCount === 1) return { done };
    await sleep(2);
  }
}

const makes = "insert into make (name) values ('Tata'), ('Hyundai'), ('Maruti')";

describe('a name as a word', () => {
  it('is in plain small letters, digits and hyphens, cut where it is too long', async () => {
    const words = [
      ['Wagon R', 'wagon-r'],
      ['Škoda', 'skoda'],
      ['Citroën', 'citroen'],
      ['GO', 'go'],
      ['GO+', 'go-plus'],
      ['GO +', 'go-plus'],
      ['Wagon R 1.0', 'wagon-r-1-0'],
      ['Mercedes-Benz', 'mercedes-benz'],
      ["C'eed (2nd)", 'c-eed-2nd'],
      ['New  Delhi', 'new-delhi'],
      ['İSTANBUL II', 'istanbul-ii'],
      ['मारुति 800', '800'],
      ['मारुति', null],
      ['*** --- ***', null],
      ['🚗', null],
      ['x'.repeat(100), 'x'.repeat(90)],
      [`${'x'.repeat(89)} y`, 'x'.repeat(89)],
    ];
    const { rows } = await client.query<{ name: string; word: string | null }>(
      'select name, slug_of(name) as word from unnest($1::text[]) as name',
      [words.map(([name]) => name)],
    );
    expect(rows.map(({ name, word }) => [name, word])).toEqual(words);
  });
});

describe('a new thing', () => {
  it('gets its name as its word, in every table that slugs speak of', async () => {
    await run(makes);
    for (const type of slugTypes) {
      if (type === 'model') await run("insert into model (make_id, name) values (1, 'New model')");
      else await run(`insert into ${type} (id, name) values (9, 'New ${type}')`);
    }
    const all = (await readSlugTokens(client)).filter(({ value }) => value.startsWith('new-'));
    expect(all.map(({ type, value, filter, canonical }) => [type, value, filter, canonical])).toEqual([
      ['body_type', 'new-body-type', 'body_type=9', true],
      ['city', 'new-city', 'city_id=9', true],
      ['color', 'new-color', 'color_id=9', true],
      ['fuel_type', 'new-fuel-type', 'fuel_type=9', true],
      ['make', 'new-make', 'make_id=9', true],
      ['model', 'new-model', 'model_id=1', true],
      ['transmission', 'new-transmission', 'transmission=9', true],
    ]);
  });

  it('of a name that another model has is called after its make as well', async () => {
    await run(makes, "insert into model (make_id, name) values (2, 'Grand')");
    await run("insert into model (make_id, name) values (1, 'Grand'), (1, 'GRAND!')");
    expect(await tokens('model')).toEqual(['grand 1', 'grand-3 3', 'tata-grand 2']);
  });

  it('of a word that is taken otherwise has its id in the word', async () => {
    await run("insert into color (name) values ('Sky Blue'), ('sky-blue'), ('Sky Blue 4')");
    await run("insert into color (name) values ('sky_blue')");
    expect(await tokens('color')).toEqual(['color-4 4', 'sky-blue 1', 'sky-blue-2 2', 'sky-blue-4 3']);
  });

  it('whose name leaves nothing is called by its type and id', async () => {
    await run(makes, "insert into body_type (name) values ('***'), ('मारुति'), ('Body type 2')");
    expect(await tokens('body_type')).toEqual(['body-type-1 1', 'body-type-2 3', 'body-type-2-2 2']);
    await run(
      "insert into city (name) values ('City 2'), ('...')",
      "insert into model (make_id, name) values (1, '?')",
    );
    expect(await tokens('city')).toEqual(['city-2 1', 'city-2-2 2']);
    expect(await tokens('model')).toEqual(['model-1 1']);
  });

  it('with the longest names has a word that fits', async () => {
    const long = 'y'.repeat(100);
    await run(`insert into make (name) values ('${long}'), ('Tata')`);
    await run(
      `insert into model (make_id, name) values (2, '${long}'), (1, '${long}'), (1, '${long.slice(1)}')`,
    );
    const word = 'y'.repeat(90);
    expect(await tokens('model')).toEqual([`${word} 1`, `${word}-3 3`, `${word}-${word} 2`]);
  });

  it('of an id that no filter takes gets no word, and harms nobody', async () => {
    await run(
      "insert into make (id, name) values (-1, 'Tata'), (0, 'Kia')",
      "update make set name = 'Tata!' where id = -1",
    );
    expect(await tokens('make')).toEqual(['kia 0']);
    await run('update make set id = 7 where id = -1', 'update make set id = -2 where id = 0');
    expect(await tokens('make')).toEqual(['tata 7']);
  });

  it('that comes by an upsert or a copy of rows is like any other', async () => {
    const upsert = (names: string): string =>
      `insert into make (id, name) values ${names} on conflict (id) do update set name = excluded.name`;
    await run(upsert("(1, 'Tata')"), upsert("(1, 'Tata Motors'), (2, 'Kia')"));
    expect(await tokens('make')).toEqual(['kia 2', '(tata 1)', 'tata-motors 1']);
    await run(
      "with kia as (select id from make where name = 'Kia') insert into model (make_id, name) select id, 'Seltos' from kia",
    );
    expect(await tokens('model')).toEqual(['seltos 1']);
  });

  it('gets its word even if a token of its id was left behind', async () => {
    await run("insert into slug_token values ('make', 'ford', 'make_id=1', true)", makes);
    expect(await tokens('make')).toEqual(['(ford 1)', 'hyundai 2', 'maruti 3', 'tata 1']);
  });
});

describe('a new name', () => {
  it('gives a new word, and the older one still works', async () => {
    await run("insert into city (name) values ('Bombay')", "update city set name = 'Mumbai'");
    expect(await tokens('city')).toEqual(['(bombay 1)', 'mumbai 1']);
    const words = new SlugTokens(await readSlugTokens(client));
    expect(parseSlug(words, 'used-cars-in-bombay')).toMatchObject({ ok: true, value: { city: 1 } });
    expect(printSlug(words, { city: 1 })).toBe('used-cars-in-mumbai');
    await run("update city set name = 'Bombay'");
    expect(await tokens('city')).toEqual(['bombay 1', '(mumbai 1)']);
  });

  it('leaves the older word to a later thing that claims it', async () => {
    await run("insert into city (name) values ('Bombay')", "update city set name = 'Mumbai'");
    await run("insert into city (name) values ('Bombay')");
    expect(await tokens('city')).toEqual(['bombay 2', 'mumbai 1']);
    await run("update city set name = 'Bombay!' where id = 1");
    expect(await tokens('city')).toEqual(['bombay 2', 'bombay-1 1', '(mumbai 1)']);
  });

  it('that makes the same word changes nothing, even if a better word has become free', async () => {
    await run(makes, "insert into model (make_id, name) values (2, 'Grand'), (1, 'Grand')");
    await run(
      'delete from model where id = 1',
      "update model set name = 'GRAND'",
      'update model set id = id',
    );
    expect(await tokens('model')).toEqual(['tata-grand 2']);
    await run('update model set make_id = 3', "update make set name = 'Tata Motors' where id = 1");
    expect(await tokens('model')).toEqual(['tata-grand 2']);
    await run("update model set name = 'Tata Grand'", "update model set name = 'Grand'");
    expect(await tokens('model')).toEqual(['grand 2', '(tata-grand 2)']);
  });

  it('can be swapped with another in one statement, or passed on in a row', async () => {
    await run(makes, "insert into model (make_id, name) values (1, 'A'), (2, 'B'), (3, 'C')");
    await run("update model set name = case id when 1 then 'B' else 'A' end where id in (1, 2)");
    expect(await tokens('model')).toEqual(['a 2', 'b 1', 'c 3']);
    await run("update model set name = case id when 1 then 'A' when 2 then 'C' else 'D' end");
    expect(await tokens('model')).toEqual(['a 1', '(b 1)', 'c 2', 'd 3']);
  });

  it('is told from a new id: words follow the ids', async () => {
    await run(makes, 'update make set id = id + 10 where id = 1');
    expect(await tokens('make')).toEqual(['hyundai 2', 'maruti 3', 'tata 11']);
    await run("insert into model (make_id, name) values (2, 'A'), (3, 'B')", 'update model set id = id - 1');
    expect(await tokens('model')).toEqual(['a 0', 'b 1']);
  });
});

describe('a thing that is gone', () => {
  it('takes all its words with it, and leaves them free', async () => {
    await run(
      "insert into city (name) values ('Bombay'), ('Pune')",
      "update city set name = 'Mumbai' where id = 1",
    );
    await run('delete from city where id = 1');
    expect(await tokens('city')).toEqual(['pune 2']);
    await run("update city set name = 'Mumbai'", "insert into city (name) values ('Bombay')");
    expect(await tokens('city')).toEqual(['bombay 3', 'mumbai 2', '(pune 2)']);
    await run('delete from city');
    expect(await tokens('city')).toEqual([]);
  });

  it('by a truncation takes the words of every table that is truncated, and no other', async () => {
    await run(
      makes,
      "insert into model (make_id, name) values (1, 'Nexon')",
      "insert into color (name) values ('Red')",
    );
    await run('truncate make cascade');
    expect((await readSlugTokens(client)).map(({ value }) => value)).toEqual(['red']);
  });

  it('comes back when the deletion is rolled back', async () => {
    await run(makes, 'begin', 'delete from make where id = 1', "insert into make (name) values ('TATA')");
    expect(await tokens('make')).toEqual(['hyundai 2', 'maruti 3', 'tata 4']);
    await run('rollback');
    expect(await tokens('make')).toEqual(['hyundai 2', 'maruti 3', 'tata 1']);
  });
});

describe('any statements in any order', () => {
  const names = [
    'Grand',
    'grand!',
    'Tata Grand',
    'Grand 2',
    'Model 3',
    'Model',
    'Tata',
    '***',
    'मारुति',
    'GO',
    'GO+',
  ];
  const name = fc.constantFrom(...names).map((text) => `'${text}'`);
  const id = fc.integer({ min: -1, max: 7 });
  const statement = fc.oneof(
    { weight: 3, arbitrary: fc.tuple(name).map(([n]) => `insert into make (name) values (${n})`) },
    {
      weight: 6,
      arbitrary: fc
        .tuple(id, name, id, name)
        .map(([i, n, j, m]) => `insert into model (make_id, name) values (${i}, ${n}), (${j}, ${m})`),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(id, name).map(([i, n]) => `update make set name = ${n} where id = ${i}`),
    },
    {
      weight: 8,
      arbitrary: fc
        .tuple(id, name, id, name)
        .map(
          ([i, n, j, m]) =>
            `update model set name = case id when ${i} then ${n} else ${m} end where id in (${i}, ${j})`,
        ),
    },
    {
      weight: 3,
      arbitrary: fc.tuple(id, id).map(
        ([i, j]) => `update model set name = other.name from model other
          where model.id in (${i}, ${j}) and other.id in (${i}, ${j}) and other.id <> model.id`,
      ),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(id, id).map(([i, j]) => `update model set make_id = ${j} where id = ${i}`),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(id, id, name)
        .map(([i, j, n]) => `update model set id = ${j}, name = ${n} where id = ${i}`),
    },
    { weight: 2, arbitrary: id.map((i) => `delete from model where id = ${i}`) },
    { weight: 2, arbitrary: id.map((i) => `delete from make where id = ${i}`) },
    { weight: 1, arbitrary: fc.constantFrom('truncate model cascade', 'update model set name = name') },
  );

  /** The words that a thing may be called by. */
  function allowed(thing: string, word: string | null): RegExp {
    const [type = '', id = ''] = thing.split(' ');
    const names = [`${type}-${id}(-[0-9]+)?`];
    if (word !== null) names.push(word, `${word}-${id}`);
    if (word !== null && type === 'model') names.push(`.+-${word}`);
    return new RegExp(`^(${names.join('|')})$`);
  }

  it('leave each thing one canonical word, and each word with the thing that last had it as such', async () => {
    const things = async (): Promise<ReadonlyMap<string, string | null>> => {
      const { rows } = await client.query<{ thing: string; word: string | null }>(
        `select 'make ' || id as thing, slug_of(name) as word from make where id >= 0
         union all select 'model ' || id, slug_of(name) from model where id >= 0`,
      );
      return new Map(rows.map(({ thing, word }) => [thing, word]));
    };
    await fc.assert(
      fc.asyncProperty(fc.array(statement, { minLength: 40, maxLength: 60 }), async (statements) => {
        await run('truncate make restart identity cascade');
        /** The thing that last had a word (of a type) as its canonical one. */
        let holders = new Map<string, string>();
        for (const text of statements) {
          const refused = await client.query(text).then(
            () => null,
            (error: unknown) => (error as pg.DatabaseError).constraint ?? error,
          );
          // Names and ids are unique, and makes are referred to: nothing else stops a statement.
          if (refused !== null) expect(refused).toMatch(/^(make|model)_.*(key|fkey)$/);
          const [existing, found] = [await things(), await readSlugTokens(client)];
          const canonical = new Map<string, string>();
          for (const token of found.filter((each) => each.canonical)) {
            const thing = `${token.type} ${token.filter.split('=')[1] ?? ''}`;
            expect(canonical.get(thing)).toBeUndefined();
            canonical.set(thing, token.value);
            holders.set(`${token.type} ${token.value}`, thing);
          }
          expect([...canonical.keys()].sort()).toEqual([...existing.keys()].sort());
          for (const [thing, word] of existing) expect(canonical.get(thing)).toMatch(allowed(thing, word));
          holders = new Map([...holders].filter(([, thing]) => existing.has(thing)));
          expect(
            new Map(
              found.map(({ type, value, filter }) => [
                `${type} ${value}`,
                `${type} ${filter.split('=')[1] ?? ''}`,
              ]),
            ),
          ).toEqual(holders);
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe('two programs after the same word', () => {
  function insert(makeId: number, ...names: readonly string[]): string {
    return `insert into model (make_id, name) values ${names.map((name) => `(${makeId}, '${name}')`).join(', ')}`;
  }

  it.each([
    ['commit', ['grand 1', 'tata-grand 2']],
    ['rollback', ['grand 2']],
  ])('wait for each other; at the %s of the first the second goes on', async (end, expected) => {
    await run(makes);
    const [first, second] = [await connected(), await connected()];
    await first.query('begin');
    await first.query(insert(2, 'Grand'));
    const { done } = await sendBlocked(second, insert(1, 'Grand'));
    await first.query(end);
    await done;
    expect(await tokens('model')).toEqual(expected);
  });

  const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
  const numbers = letters.map((_letter, i) => `Model ${i}`);

  it.each([
    ['insert', [], insert(2, ...letters), insert(3, ...letters.toReversed())],
    [
      'rename',
      [insert(2, ...numbers), insert(3, ...numbers)], // ids 1 to 26, and 27 to 52
      'update model set name = chr(64 + id) where make_id = 2',
      'update model set name = chr(64 + 53 - id) where make_id = 3',
    ],
  ])(
    'may %s many at once, in any order: neither holds a word that the other needs first',
    async (...args) => {
      const [, before, statement, opposite] = args;
      await run(makes, ...before);
      const [holder, first, second] = [await connected(), await connected(), await connected()];
      await holder.query('begin');
      await holder.query(insert(1, 'M'));
      const one = await sendBlocked(first, statement);
      const other = await sendBlocked(second, opposite);
      await holder.query('commit');
      await Promise.all([one.done, other.done]);
      const current = (await readSlugTokens(client)).filter(
        ({ type, canonical }) => type === 'model' && canonical,
      );
      const words = letters.map((letter) => letter.toLowerCase());
      expect(current.map(({ value }) => value).sort()).toEqual(
        [...words, 'hyundai-m', ...words.map((word) => `maruti-${word}`)].sort(),
      );
    },
  );

  it('may be after one that is just being renamed or deleted', async () => {
    await run(makes, insert(2, 'Grand', 'Punch'));
    const [first, second] = [await connected(), await connected()];
    await first.query('begin');
    await first.query("update model set name = 'Grand i10' where id = 1");
    await first.query('delete from model where id = 2');
    const { done } = await sendBlocked(second, insert(1, 'Grand', 'Punch'));
    await first.query('commit');
    await done;
    expect(await tokens('model')).toEqual(['grand 3', 'grand-i10 1', 'punch 4']);
  });
});

describe('many at once', () => {
  it('cost a few look-ups for each, and never a walk through all tokens', async () => {
    // Statements on single rows come first: a session keeps the plans that it makes for them.
    await run(
      'begin',
      'set local statement_timeout = 60000',
      makes,
      "update make set name = 'Kia' where id = 3",
    );
    await run(
      "insert into model (make_id, name) values (1, 'First')",
      "update model set name = 'One'",
      'delete from model',
    );
    await run(
      "insert into make (name) select 'Make ' || i from generate_series(1, 2000) i",
      "insert into model (make_id, name) select 1, 'Model ' || i from generate_series(1, 2000) i",
      "insert into model (make_id, name) select 3 + i, 'Grand' from generate_series(1, 2000) i",
      "insert into variant (model_id, name) select 2, 'Variant ' || i from generate_series(1, 2000) i",
      "update model set name = name || ' New'",
      'update model set make_id = make_id',
      'delete from variant',
      'delete from model where id > 3000',
    );
    for (let i = 0; i < 100; i++) {
      await run(
        `insert into model (make_id, name) values (2, 'Single ${i}')`,
        `update model set name = 'Sole ${i}' where make_id = 2 and name = 'Single ${i}'`,
        `delete from model where make_id = 2 and name = 'Sole ${i}'`,
      );
    }
    await run('delete from model');
    const changedRows = 2_000 + 2 * 2_000 + 4_000 + 4_000 + 300;
    const { rows } = await client.query<{ read: number }>(
      `select (seq_tup_read + idx_tup_fetch)::integer as read from pg_stat_xact_user_tables where relname = 'slug_token'`,
    );
    expect(rows[0]?.read).toBeLessThan(3 * changedRows);
    expect((await client.query('select count(*)::integer as count from slug_token')).rows).toEqual([
      { count: 2_004 },
    ]);
  });
});

describe('who may write', () => {
  it('the catalogue need not be allowed to write tokens, and can’t by a table of its own', async () => {
    const role = `writer_of_${new URL(database.url).pathname.slice(1)}`;
    await run(
      `create role ${role}`,
      `grant insert, update, delete, truncate, select on make, model, variant, car to ${role}`,
    );
    await run(`grant truncate on car_feature, car_image to ${role}`, `set role ${role}`);
    try {
      await run(
        'create temporary table slug_token (type text, value text, filter text, canonical boolean)',
        'create temporary table model (id integer, make_id integer, name text)',
        "set search_path = ''",
        "insert into public.make (name) values ('Tata'), ('Kia'), ('Škoda')",
        "update public.make set name = 'Kia Motors' where name = 'Kia'",
        "delete from public.make where name = 'Tata'",
        "insert into public.model (make_id, name) values (2, 'Fabia'), (3, 'Fabia')",
      );
      await expect(run('delete from public.slug_token')).rejects.toThrow('permission denied');
      await expect(
        run(
          "create trigger mine after truncate on model execute function public.slug_token_follow('model_id')",
        ),
      ).rejects.toThrow('permission denied for function');
      await run('reset role', 'reset search_path', 'drop table pg_temp.slug_token, pg_temp.model');
      expect(await tokens('make')).toEqual(['(kia 2)', 'kia-motors 2', 'skoda 3']);
      expect(await tokens('model')).toEqual(['fabia 1', 'skoda-fabia 2']);
      await run(`set role ${role}`, 'truncate make cascade', 'reset role');
      expect(await readSlugTokens(client)).toEqual([]);
    } finally {
      await run('reset role', `drop owned by ${role}`, `drop role ${role}`);
    }
  });
});

describe('the migration', () => {
  const migration = (name: string): Promise<string> =>
    readFile(new URL(`./migrations/${name}.sql`, import.meta.url), 'utf8');

  const rows = `
    insert into make (id, name) values (5, 'Tata'), (2, 'Hyundai'), (-1, 'Nobody');
    insert into model (make_id, name) values (5, 'Wagon R'), (2, 'Wagon-R'), (2, 'wagon r'), (2, '?');
    insert into color (name) values ('Red'); insert into fuel_type (name) values ('CNG');
    insert into transmission (name) values ('Manual'); insert into body_type (name) values ('SUV');
    insert into city (name) values ('New Delhi'), ('Delhi');`;

  it('gives the rows that are there the words that they would have got, in whatever schema', async () => {
    await run('create schema early', 'set search_path = early');
    await client.query(await migration('0001_catalogue'));
    await client.query(rows);
    await client.query(await migration('0002_slug_tokens'));
    const filled = await readSlugTokens(client);
    await run('set search_path = public');
    await client.query(rows);
    expect(filled).toEqual(await readSlugTokens(client));
    expect(filled.map(({ value, filter }) => `${value} ${filter}`)).toEqual([
      'suv body_type=1',
      'delhi city_id=2',
      'new-delhi city_id=1',
      'red color_id=1',
      'cng fuel_type=1',
      'hyundai make_id=2',
      'tata make_id=5',
      'hyundai-wagon-r model_id=2',
      'model-4 model_id=4',
      'wagon-r model_id=1',
      'wagon-r-3 model_id=3',
      'manual transmission=1',
    ]);
    await run("insert into early.make (name) values ('Kia')", 'set search_path = early');
    expect(await tokens('make')).toEqual(['hyundai 2', 'kia 1', 'tata 5']);
  });

  it('waits for those who are writing, and misses nothing of theirs', async () => {
    await run('create schema early', 'set search_path = early');
    await client.query(await migration('0001_catalogue'));
    const migrating = await connected();
    await migrating.query('set search_path = early');
    await run('begin', "insert into city (name) values ('Mumbai')");
    const { done } = await sendBlocked(migrating, await migration('0002_slug_tokens'));
    await run('commit');
    await done;
    expect(await tokens('city')).toEqual(['mumbai 1']);
  });
});

describe('the change log', () => {
  it('carries tokens like the rows of any table', async () => {
    const slot = `slugs_${new URL(database.url).pathname.slice(1)}`;
    await ensurePublication(client, 'forecourt');
    await createSlot(client, slot);
    await run(
      "insert into make (name) values ('Škoda')",
      "update make set name = 'Škoda Auto'",
      "insert into make (name) values ('Skoda')",
      'delete from make',
    );
    const end = await readLogPosition(client);
    const stream = await openChangeStream({
      databaseUrl: database.url,
      slot,
      publication: 'forecourt',
      from: positionZero,
      maxBatchChanges: 1_000,
    });
    const told: string[] = [];
    try {
      for (;;) {
        stream.ping();
        const batch = await stream.next();
        for (const change of batch.changes) {
          if (change.kind !== 'slug-token') continue;
          const { value, token } = change;
          told.push(
            `${value} ${token === null ? 'gone' : `${token.filter}${token.canonical ? '' : ' older'}`}`,
          );
        }
        if (batch.openUntil === null && batch.position >= end) break;
      }
    } finally {
      await stream.close();
    }
    expect(told).toEqual([
      'skoda make_id=1',
      'skoda make_id=1 older',
      'skoda-auto make_id=1',
      'skoda make_id=2',
      'skoda-auto gone',
      'skoda gone',
    ]);
  });
});
