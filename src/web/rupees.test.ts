import { describe, expect, it } from 'vitest';
import { counted, kilometres, shortRupees, wholeRupees } from './rupees.js';

describe('a price', () => {
  it('is said in lakh and crore, to two places', () => {
    const said = [99_000, 99_999, 100_000, 721_000, 725_499, 1_050_000, 9_999_499, 9_999_500, 12_000_000].map(
      shortRupees,
    );
    expect(said).toEqual([
      ...['₹99,000', '₹99,999', '₹1 lakh', '₹7.21 lakh', '₹7.25 lakh', '₹10.5 lakh'],
      ...['₹99.99 lakh', '₹1 crore', '₹1.2 crore'],
    ]);
  });

  it('is said to the rupee with the commas of India', () => {
    expect([wholeRupees(721_000), wholeRupees(12_345_678)]).toEqual(['₹7,21,000', '₹1,23,45,678']);
    expect([kilometres(109_406), counted(102_300)]).toEqual(['1,09,406 km', '1,02,300']);
  });
});
