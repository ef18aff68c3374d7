import type { SampleMake } from '../make.js';

export const ford: SampleMake = {
  name: 'Ford',
  keeps: 0.892,
  models: [
    {
      name: 'EcoSport',
      body: 'suv',
      seats: 5,
      made: [2013, 2021],
      sales: 67,
      engines: [
        { fuel: 'Petrol', cc: 1497, kmpl: 15.9, bhp: 121.3, share: 44, automatic: 0.22 },
        { fuel: 'Diesel', cc: 1498, kmpl: 21.7, bhp: 98.6, share: 56, automatic: 0, extra: 0.8 },
      ],
      variants: {
        Ambiente: [8.3, 1.9],
        Trend: [9.2, 2.5],
        Titanium: [10.3, 3.3],
        'Titanium Plus': [11.4, 3.7],
      },
    },
    {
      name: 'Figo',
      body: 'hatchback',
      seats: 5,
      made: [2010, 2021],
      sales: 48,
      engines: [
        { fuel: 'Petrol', cc: 1196, kmpl: 18.16, bhp: 86.8, share: 46, automatic: 0.03 },
        { fuel: 'Diesel', cc: 1498, kmpl: 25.83, bhp: 98.6, share: 54, automatic: 0, extra: 1 },
      ],
      variants: { Base: [5.1, 1.3], Ambiente: [5.6, 1.7], Trend: [6.3, 2.2], Titanium: [7, 2.9] },
    },
    {
      name: 'Endeavour',
      body: 'suv',
      seats: 7,
      made: [2009, 2021],
      sales: 8.4,
      engines: [
        { fuel: 'Diesel', cc: 2198, kmpl: 13.5, bhp: 158, share: 60, automatic: 0.7 },
        {
          fuel: 'Diesel',
          cc: 3198,
          kmpl: 10.91,
          bhp: 197,
          share: 40,
          automatic: 1,
          made: [2016, 2020],
          variants: { '3.2 Titanium 4x4': [33, 4.4] },
        },
      ],
      variants: { '2.2 Trend 4x2': [27.5, 3.3], '2.2 Titanium 4x2': [30.4, 4] },
    },
  ],
};
