import { expect, it } from 'vitest';
import { groupFeatures, groupOfFeature } from './feature-groups.js';

it('features stand in their groups by alphabet, whatever letters are capitals, and unknown ones among the others', () => {
  const named = ['Sunroof', 'ABS', 'Cup Holders', 'BLUETOOTH', 'Driver Airbag', 'Ashtray'];
  const features = named.map((name, place) => ({ id: place + 1, name }));
  expect(groupFeatures(features)).toEqual([
    { group: 'Safety', names: ['ABS', 'Driver Airbag'] },
    { group: 'Entertainment', names: ['BLUETOOTH'] },
    { group: 'Outside', names: ['Sunroof'] },
    { group: 'Others', names: ['Ashtray', 'Cup Holders'] },
  ]);
  expect(groupFeatures([])).toEqual([]);
});

it('names of objects are names like others', () => {
  for (const name of ['constructor', '__proto__', 'toString', ''])
    expect(groupOfFeature(name)).toBe('Others');
});
