import type { SampleMake } from '../make.js';

export const bmw: SampleMake = {
  name: 'BMW',
  keeps: 0.862,
  models: [
    {
      name: '3 Series',
      body: 'sedan',
      seats: 5,
      made: [2007, null],
      sales: 11,
      engines: [
        { fuel: 'Petrol', cc: 1998, kmpl: 16.13, bhp: 254.8, share: 46, automatic: 1 },
        {
          fuel: 'Diesel',
          cc: 1995,
          kmpl: 20.37,
          bhp: 187.7,
          share: 54,
          automatic: 1,
          variants: { '320d Sport': [47, 4.1], '320d Luxury Line': [52, 4.6] },
        },
      ],
      variants: { '320i': [46, 4], '330i Sport': [50, 4.4], '330i M Sport': [56, 4.8] },
    },
    {
      name: '5 Series',
      body: 'sedan',
      seats: 5,
      made: [2007, null],
      sales: 7.7,
      engines: [
        { fuel: 'Diesel', cc: 1995, kmpl: 20.37, bhp: 187.7, share: 66, automatic: 1 },
        {
          fuel: 'Petrol',
          cc: 1998,
          kmpl: 15.01,
          bhp: 248.1,
          share: 34,
          automatic: 1,
          variants: { '530i Sport': [62, 4.6], '530i M Sport': [69, 5] },
        },
      ],
      variants: { '520d Prestige': [57, 4.4], '520d Luxury Line': [64, 4.9] },
    },
    {
      name: 'X1',
      body: 'suv',
      seats: 5,
      made: [2010, null],
      sales: 12,
      engines: [
        { fuel: 'Diesel', cc: 1995, kmpl: 20.37, bhp: 147.5, share: 58, automatic: 1 },
        {
          fuel: 'Petrol',
          cc: 1499,
          kmpl: 16.35,
          bhp: 134.1,
          share: 42,
          automatic: 1,
          variants: { 'sDrive18i xLine': [47, 4.3], 'sDrive20i SportX': [42, 4] },
        },
      ],
      variants: { sDrive20d: [40, 3.8], 'sDrive20d xLine': [44, 4.3], 'sDrive18d M Sport': [50, 4.7] },
    },
    {
      name: 'Z4',
      body: 'convertible',
      seats: 2,
      made: [2010, null],
      sales: 2.5,
      engines: [{ fuel: 'Petrol', cc: 2998, kmpl: 12.09, bhp: 335.3, share: 1, automatic: 1 }],
      variants: { sDrive35i: [75, 4.4], M40i: [90, 4.9] },
    },
  ],
};
