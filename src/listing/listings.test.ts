import { describe, expect, it } from 'vitest';
import { randomModel } from '../../test/support/car-models.js';
import { queryOf } from '../../test/support/oracle.js';
import type { CountingEngine, FacetedPage, ListingPage } from '../catalog/listing-engine.js';
import type { ListingRequest } from '../catalog/parse-request.js';
import type { Position } from '../catalog/position.js';
import { positionFromString } from '../catalog/position.js';
import { ModelShelf } from '../recommend/model-shelf.js';
import { must } from '../shared/assert.js';
import { Horizon } from './horizon.js';
import type { IndexGate } from './index-gate.js';
import { Listings } from './listings.js';
import { Ranker } from './ranker.js';
import type { SlugBook } from './slug-book.js';

/** Of a server without a near index: whoever goes on with a recommended order makes Postgres read every car that passes. */

function at(text: string): Position {
  return must(positionFromString(text), 'a position');
}

const here = at('0/500');

class CountedSql implements CountingEngine {
  working = 0;
  most = 0;
  costly = 0;

  position(): Promise<Position> {
    return Promise.resolve(here);
  }

  list(): Promise<ListingPage> {
    const page = {
      count: 0,
      cards: [],
      position: here,
      cache: 'database',
      stages: [],
      tag: null,
      words: null,
    } as const;
    return Promise.resolve(page);
  }

  async listOrdered(): Promise<ListingPage> {
    this.costly += 1;
    this.working += 1;
    this.most = Math.max(this.most, this.working);
    await new Promise((resolve) => setTimeout(resolve, 5));
    this.working -= 1;
    return this.list();
  }

  listWithFacets(): Promise<FacetedPage> {
    this.costly += 1;
    return Promise.reject(new Error('nobody is to be counted here'));
  }

  countAround(): never {
    throw new Error('nobody asks');
  }
}

function setUp(): {
  readonly sql: CountedSql;
  readonly answer: (asked: Partial<ListingRequest>) => Promise<unknown>;
} {
  const sql = new CountedSql();
  const shelf = new ModelShelf();
  shelf.put(randomModel(3, []));
  const listings = new Listings({
    near: null,
    index: sql,
    sql,
    slugs: {} as unknown as SlugBook,
    ranker: new Ranker(shelf, () => Promise.resolve(null)),
    gate: { isBelieved: true, passOver: () => undefined } as unknown as IndexGate,
    horizon: new Horizon(),
    indexPosition: () => Promise.resolve(null),
  });
  const request: ListingRequest = {
    ...queryOf(''),
    slug: null,
    ordering: 'recommended',
    modelVersion: 3,
    seenCarIds: [],
    facets: false,
    minPosition: null,
  };
  return { sql, answer: (asked) => listings.answer({ ...request, ...asked }) };
}

describe('an order that Postgres has to make', () => {
  it('is not made for who asks for a position that Postgres itself has not reached', async () => {
    const { sql, answer } = setUp();
    const far = { minPosition: at('0/501') };
    await expect(answer(far)).rejects.toMatchObject({ code: 'LISTING_POSITION_NOT_REACHED' });
    await expect(answer({ ...far, facets: true })).rejects.toMatchObject({
      code: 'LISTING_POSITION_NOT_REACHED',
    });
    expect(sql.costly).toBe(0);
    expect(await answer({ minPosition: here })).toMatchObject({ ok: true });
    expect(sql.costly).toBe(1);
  });

  it('is made for two at once, whoever else asks', async () => {
    const { sql, answer } = setUp();
    await Promise.all(Array.from({ length: 12 }, () => answer({})));
    expect(sql.most).toBe(2);
    expect(sql.costly).toBe(12);
  });
});
