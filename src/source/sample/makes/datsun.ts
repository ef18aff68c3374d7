import type { SampleMake } from '../make.js';

export const datsun: SampleMake = {
  name: 'Datsun',
  keeps: 0.885,
  models: [
    {
      name: 'redi-GO',
      body: 'hatchback',
      seats: 5,
      made: [2016, 2022],
      sales: 20,
      engines: [
        { fuel: 'Petrol', cc: 799, kmpl: 20.71, bhp: 53.6, share: 70, automatic: 0 },
        { fuel: 'Petrol', cc: 999, kmpl: 21.7, bhp: 67, share: 30, automatic: 0.25, extra: 0.4 },
      ],
      variants: { D: [3.8, 0.5], A: [4.1, 1], T: [4.4, 1.6], 'T (O)': [4.7, 2] },
    },
    {
      name: 'GO',
      body: 'hatchback',
      seats: 5,
      made: [2014, 2022],
      sales: 11,
      engines: [{ fuel: 'Petrol', cc: 1198, kmpl: 19.02, bhp: 67.1, share: 1, automatic: 0.08 }],
      variants: { D: [4, 0.7], A: [4.9, 1.4], T: [5.7, 2.1], 'T (O)': [6, 2.5] },
    },
    {
      name: 'GO+',
      body: 'muv',
      seats: 7,
      made: [2015, 2022],
      sales: 9,
      engines: [{ fuel: 'Petrol', cc: 1198, kmpl: 19.02, bhp: 67.1, share: 1, automatic: 0.08 }],
      variants: { D: [4.3, 0.7], A: [5.7, 1.4], T: [6.3, 2.1], 'T (O)': [6.7, 2.5] },
    },
  ],
};
