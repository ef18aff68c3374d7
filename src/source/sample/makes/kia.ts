import type { SampleMake } from '../make.js';

export const kia: SampleMake = {
  name: 'Kia',
  keeps: 0.922,
  models: [
    {
      name: 'Seltos',
      body: 'suv',
      seats: 5,
      made: [2019, null],
      sales: 95,
      engines: [
        { fuel: 'Petrol', cc: 1497, kmpl: 17, bhp: 113.4, share: 56, automatic: 0.26 },
        { fuel: 'Diesel', cc: 1493, kmpl: 20.7, bhp: 114.4, share: 44, automatic: 0.3, extra: 1.5 },
      ],
      variants: {
        HTE: [10.9, 2.1],
        HTK: [12.4, 2.8],
        'HTK Plus': [14, 3.3],
        HTX: [15.6, 3.9],
        GTX: [18.4, 4.6],
      },
    },
    {
      name: 'Sonet',
      body: 'suv',
      seats: 5,
      made: [2020, null],
      sales: 90,
      engines: [
        { fuel: 'Petrol', cc: 1197, kmpl: 18.4, bhp: 81.9, share: 42, automatic: 0 },
        { fuel: 'Diesel', cc: 1493, kmpl: 22.3, bhp: 114, share: 30, automatic: 0.3, extra: 1.6 },
        {
          fuel: 'Petrol',
          cc: 998,
          kmpl: 18.7,
          bhp: 118.4,
          share: 28,
          automatic: 0.5,
          variants: { 'HTK Plus Turbo': [10.6, 3], 'HTX Turbo': [11.8, 3.7], 'GTX Plus Turbo': [14.6, 4.5] },
        },
      ],
      variants: { HTE: [8, 1.9], HTK: [8.9, 2.4], 'HTK Plus': [10, 3], HTX: [11.5, 3.7] },
    },
    {
      name: 'Carens',
      body: 'muv',
      seats: 7,
      made: [2022, null],
      sales: 62,
      engines: [
        { fuel: 'Petrol', cc: 1482, kmpl: 16.5, bhp: 157.8, share: 58, automatic: 0.35 },
        { fuel: 'Diesel', cc: 1493, kmpl: 21.3, bhp: 114.4, share: 42, automatic: 0.25, extra: 1 },
      ],
      variants: {
        Premium: [11, 2.3],
        Prestige: [12.8, 2.9],
        Luxury: [16.5, 3.8],
        'Luxury Plus': [18.4, 4.4],
      },
    },
  ],
};
