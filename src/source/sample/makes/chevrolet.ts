import type { SampleMake } from '../make.js';

export const chevrolet: SampleMake = {
  name: 'Chevrolet',
  keeps: 0.87,
  models: [
    {
      name: 'Beat',
      body: 'hatchback',
      seats: 5,
      made: [2010, 2017],
      sales: 34,
      engines: [
        { fuel: 'Petrol', cc: 1199, kmpl: 18.6, bhp: 76.8, share: 52, automatic: 0 },
        {
          fuel: 'Diesel',
          cc: 936,
          kmpl: 25.44,
          bhp: 56.3,
          share: 40,
          automatic: 0,
          extra: 0.9,
          made: [2011, 2017],
        },
        {
          fuel: 'LPG',
          cc: 1199,
          kmpl: 13.3,
          bhp: 75,
          share: 8,
          automatic: 0,
          extra: 0.4,
          made: [2011, 2017],
        },
      ],
      variants: { PS: [4.2, 0.8], LS: [4.7, 1.4], LT: [5.3, 2.1] },
    },
    {
      name: 'Cruze',
      body: 'sedan',
      seats: 5,
      made: [2009, 2017],
      sales: 6,
      engines: [{ fuel: 'Diesel', cc: 1998, kmpl: 17.9, bhp: 163.7, share: 1, automatic: 0.35 }],
      variants: { LT: [13.9, 2.8], LTZ: [16, 3.5] },
    },
  ],
};
