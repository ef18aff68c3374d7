import { describe, expect, it } from 'vitest';
import type { CarRow } from '../../catalog/car.js';
import { carId } from '../../catalog/car.js';
import { carOf, rowOf } from '../../../test/support/cars.js';
import { addressOfComparison, carsNamed, compareCars } from './comparison.js';

function car(id: number, row: Partial<CarRow>, featureIds: readonly number[]): ReturnType<typeof carOf> {
  return carOf({ row: rowOf(id, row), featureIds, images: [] });
}

describe('a comparison', () => {
  it('has a row for each fact and each feature of any car, and tells where they differ', () => {
    const groups = compareCars([car(1, { km_driven: 5 }, [1, 2]), car(2, { price: 400_000 }, [1])]);
    expect(groups.map(({ title }) => title)).toEqual(['Facts', 'Safety', 'Outside']);
    const facts = groups.flatMap((group) => group.facts);
    const fact = (label: string): unknown => facts.find((each) => each.label === label);
    expect(fact('Price')).toEqual({ label: 'Price', values: ['₹5,00,000', '₹4,00,000'], differs: true });
    expect(fact('Driven')).toEqual({ label: 'Driven', values: ['5 km', null], differs: true });
    expect(fact('Fuel')).toEqual({ label: 'Fuel', values: ['Petrol', 'Petrol'], differs: false });
    expect(fact('Airbag')).toEqual({ label: 'Airbag', values: ['Yes', 'Yes'], differs: false });
    expect(fact('Sunroof')).toEqual({ label: 'Sunroof', values: ['Yes', 'No'], differs: true });
  });

  it('is asked for by ids in any form that a link or a form gives them, four at most and each once', () => {
    const named = (compared: readonly number[], beyond: number): unknown => ({
      ok: true,
      value: { compared, beyond },
    });
    expect(carsNamed(['3,1', '1', '7,,8', '9'])).toEqual(named([3, 1, 7, 8], 1));
    expect(carsNamed([])).toEqual(named([], 0));
    expect(carsNamed([' 5 '])).toEqual(named([5], 0));
    for (const odd of ['x', '0', '1;2', '-1', '2147483648', '1,2,3,4,x'])
      expect(carsNamed([odd]).ok, odd).toBe(false);
    expect(addressOfComparison([carId(3), carId(1)])).toBe('/compare?cars=3,1');
  });
});
