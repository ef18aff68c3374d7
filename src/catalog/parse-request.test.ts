import { describe, expect, it } from 'vitest';
import { canonicalForm } from './filters.js';
import type { ListingRequest, ParameterProblem } from './parse-request.js';
import { maxListValues, parseListingRequest } from './parse-request.js';
import { queryHash } from './query.js';

function parsed(query: string): ListingRequest {
  const result = parseListingRequest(new URLSearchParams(query));
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  return result.value;
}

function problems(query: string): readonly ParameterProblem[] {
  const result = parseListingRequest(new URLSearchParams(query));
  return result.ok ? [] : result.problem;
}

function form(query: string): string {
  return canonicalForm(parsed(query).filters);
}

describe('the canonical form', () => {
  it.each([
    ['city_id=1', 'city_id=1'],
    ['make=2&model=7', 'make_id=2&model_id=7'],
    ['color=3&color_id=1', 'color_id=1,3'],
    ['city_id=2,1,2&city_id=1', 'city_id=1,2'],
    ['city_id=%201%20,%202', 'city_id=1,2'],
    ['city_id=007', 'city_id=7'],
    ['price_min=100&price_min=300&price_max=900&price_max=500', 'price_max=500&price_min=300'],
    ['features=4', 'features_all=4'],
    ['features=4,5&features_all=5', 'features_all=5'],
    ['features=5,4&features_none=9,8', 'features=4,5&features_none=8,9'],
    ['utm_source=ad&gclid=x&page=3&page_size=5&ordering=price&seen_car_ids=4&min_position=0/1', ''],
    ['city_id=&price_min=&make_id=,,', ''],
  ])('of %s is "%s"', (query, expected) => {
    expect(form(query)).toBe(expected);
  });

  it('tells an open range from a bound of zero', () => {
    expect(queryHash(parsed('km_min=0').filters)).not.toBe(queryHash(parsed('').filters));
  });
});

describe('parsing', () => {
  it('cuts the page size to 35, and starts at page 1 of 10 in recommended order', () => {
    expect(parsed('page_size=1000').pageSize).toBe(35);
    expect(parsed('')).toMatchObject({
      page: 1,
      pageSize: 10,
      ordering: 'recommended',
      slug: null,
      minPosition: null,
    });
  });

  it.each([
    ['city_id=a', 'city_id'],
    ['city_id=1,-2', 'city_id'],
    ['make=1.5', 'make'],
    ['price_min=1e3', 'price_min'],
    ['price_max=9007199254740992', 'price_max'],
    ['ordering=cheap', 'ordering'],
    ['ordering=price&ordering=-price', 'ordering'],
    ['page=0', 'page'],
    ['page=1&page=2', 'page'],
    ['page_size=-1', 'page_size'],
    ['min_position=12', 'min_position'],
    ['features_all=x', 'features_all'],
    ['seen_car_ids=x', 'seen_car_ids'],
    ['city_id=١', 'city_id'],
  ])('%s names %s', (query, parameter) => {
    expect(problems(query).map((problem) => problem.parameter)).toEqual([parameter]);
  });

  it('reports every parameter at fault, not only the first', () => {
    expect(problems('city_id=x&page=0&price_min=y').map(({ parameter }) => parameter)).toEqual([
      'city_id',
      'price_min',
      'page',
    ]);
  });

  it('accepts many repetitions of one value, but not more different ones than a list holds', () => {
    expect(form(`city_id=${Array(5_000).fill(1).join(',')}`)).toBe('city_id=1');
    const many = Array.from({ length: maxListValues + 1 }, (_, id) => id).join(',');
    expect(problems(`city_id=${many}`).map(({ parameter }) => parameter)).toEqual(['city_id']);
  });
});
