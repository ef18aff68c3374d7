import type { SampleMake } from '../make.js';

export const nissan: SampleMake = {
  name: 'Nissan',
  keeps: 0.895,
  models: [
    {
      name: 'Micra',
      body: 'hatchback',
      seats: 5,
      made: [2010, 2020],
      sales: 10,
      engines: [
        { fuel: 'Petrol', cc: 1198, kmpl: 19.34, bhp: 75.9, share: 55, automatic: 0.4 },
        { fuel: 'Diesel', cc: 1461, kmpl: 23.19, bhp: 63.1, share: 45, automatic: 0, extra: 1.1 },
      ],
      variants: { XE: [5.2, 1.5], XL: [6.2, 2.3], XV: [7.2, 3] },
    },
    {
      name: 'Magnite',
      body: 'suv',
      seats: 5,
      made: [2020, null],
      sales: 32,
      engines: [
        { fuel: 'Petrol', cc: 999, kmpl: 19.34, bhp: 71, share: 58, automatic: 0.15 },
        { fuel: 'Petrol', cc: 999, kmpl: 19.7, bhp: 98.6, share: 42, automatic: 0.45, extra: 1.3 },
      ],
      variants: { XE: [6, 1.8], XL: [7, 2.4], XV: [7.8, 3], 'XV Premium': [8.6, 3.5] },
    },
  ],
};
