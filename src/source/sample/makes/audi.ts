import type { SampleMake } from '../make.js';

export const audi: SampleMake = {
  name: 'Audi',
  keeps: 0.855,
  models: [
    {
      name: 'A4',
      body: 'sedan',
      seats: 5,
      made: [2008, null],
      sales: 10,
      engines: [
        { fuel: 'Diesel', cc: 1968, kmpl: 18.25, bhp: 187.7, share: 55, automatic: 1, made: [2008, 2020] },
        {
          fuel: 'Petrol',
          cc: 1984,
          kmpl: 17.42,
          bhp: 187.7,
          share: 45,
          automatic: 1,
          variants: { '40 TFSI Premium Plus': [46, 4.2], '40 TFSI Technology': [51, 4.7] },
        },
      ],
      variants: { '35 TDI Premium Plus': [42, 4], '35 TDI Technology': [46, 4.5] },
    },
    {
      name: 'Q3',
      body: 'suv',
      seats: 5,
      made: [2012, null],
      sales: 9.6,
      engines: [
        { fuel: 'Diesel', cc: 1968, kmpl: 15.73, bhp: 174.3, share: 60, automatic: 1, made: [2012, 2019] },
        {
          fuel: 'Petrol',
          cc: 1984,
          kmpl: 14.93,
          bhp: 187.7,
          share: 40,
          automatic: 1,
          variants: { '40 TFSI Premium Plus': [44, 4.2], '40 TFSI Technology': [50, 4.7] },
        },
      ],
      variants: {
        '35 TDI Premium': [36, 3.7],
        '35 TDI Premium Plus': [39, 4.1],
        '35 TDI Technology': [43, 4.5],
      },
    },
    {
      name: 'TT',
      body: 'coupe',
      seats: 4,
      made: [2008, 2019],
      sales: 3,
      engines: [{ fuel: 'Petrol', cc: 1984, kmpl: 14.3, bhp: 226.6, share: 1, automatic: 1 }],
      variants: { '2.0 TFSI': [58, 4.3], '45 TFSI quattro': [64, 4.7] },
    },
  ],
};
