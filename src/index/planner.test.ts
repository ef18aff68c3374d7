import { describe, expect, it } from 'vitest';
import { filtersOf } from '../../test/support/random-filters.js';
import { Keys } from './keys.js';
import { measuresFor, planView } from './planner.js';

/** The plan is data: what it does is read here, what it answers is compared with SQL in the differential test. */

const keys = new Keys('');

/** The plan's commands as lines, for sets of these sizes (1,000 unless said). */
function plan(query: string, sizes: Readonly<Record<string, number>> = {}): readonly string[] | null {
  const filters = filtersOf(query);
  const measured = measuresFor(keys, filters).map(({ key }) => sizes[key] ?? 1_000);
  return (
    planView(keys, filters, 'price', 'view', measured)?.steps.map(({ command }) => command.join(' ')) ?? null
  );
}

describe('a plan', () => {
  it('orders a single option without copying it', () => {
    expect(plan('city_id=1')).toEqual(['ZINTERSTORE view 2 car:city:1 order:price WEIGHTS 0 1']);
  });

  it('starts from the smallest of several options', () => {
    expect(plan('city_id=1&make_id=2&color=3', { 'car:color:3': 5, 'car:make:2': 50 })?.[0]).toBe(
      'SINTERSTORE tmp:1 car:color:3 car:make:2 car:city:1',
    );
  });

  it('takes "any of" one value at a time against what is left', () => {
    expect(plan('city_id=1&make_id=2,3', { 'car:city:1': 10 })).toEqual([
      'SINTERSTORE tmp:1 car:city:1 car:make:2',
      'SINTERSTORE tmp:2 car:city:1 car:make:3',
      'SUNIONSTORE tmp:3 tmp:1 tmp:2',
      'ZINTERSTORE view 2 tmp:3 order:price WEIGHTS 0 1',
    ]);
  });

  it('unites the values first where they are fewer than what is left', () => {
    expect(plan('city_id=1&make_id=2,3', { 'car:make:2': 4, 'car:make:3': 5 })?.slice(0, 2)).toEqual([
      'SUNIONSTORE tmp:1 car:make:2 car:make:3',
      'SINTERSTORE tmp:2 tmp:1 car:city:1',
    ]);
  });

  it('leaves out values that no car has, and is nothing at all if none is left', () => {
    expect(plan('make_id=2,3', { 'car:make:3': 0 })).toEqual([
      'ZINTERSTORE view 2 car:make:2 order:price WEIGHTS 0 1',
    ]);
    expect(plan('make_id=2,3&city_id=1', { 'car:make:3': 0, 'car:make:2': 0 })).toBeNull();
    expect(plan('features_all=1,2', { 'car:feature:2': 0 })).toBeNull();
    expect(plan('km_min=1&city_id=1', { 'car:km_driven': 0 })).toBeNull();
  });

  it('cuts a range from the small result, and never copies it out of its sorted set', () => {
    expect(plan('city_id=1&km_min=5&km_max=9')).toEqual([
      'ZINTERSTORE tmp:1 2 car:city:1 car:km_driven WEIGHTS 0 1',
      'ZREMRANGEBYSCORE tmp:1 -inf (5',
      'ZREMRANGEBYSCORE tmp:1 (9 +inf',
      'ZINTERSTORE view 2 tmp:1 order:price WEIGHTS 0 1',
    ]);
  });

  it('starts from a range only where it is far smaller than every set', () => {
    expect(plan('city_id=1&km_max=9', { 'car:km_driven': 100 })?.[0]).toBe(
      'ZRANGESTORE tmp:1 car:km_driven -inf 9 BYSCORE',
    );
  });

  it("cuts the range of the order's own attribute by the order's scores", () => {
    expect(plan('price_max=9')).toEqual(['ZRANGESTORE view order:price -inf 159 BYSCORE']);
    expect(plan('city_id=1&price_min=2&price_max=9')).toEqual([
      'ZINTERSTORE view 2 car:city:1 order:price WEIGHTS 0 1',
      'ZREMRANGEBYSCORE view -inf (32',
      'ZREMRANGEBYSCORE view (159 +inf',
    ]);
  });

  it('weighs options and features nothing: only the order counts', () => {
    const last = plan('color=3&features_all=7')?.at(-1);
    expect(last).toBe('ZINTERSTORE view 2 tmp:1 order:price WEIGHTS 0 1');
  });

  it('takes unwanted features out last', () => {
    expect(plan('features_none=4,5')).toEqual(['ZDIFFSTORE view 3 order:price car:feature:4 car:feature:5']);
  });
});
