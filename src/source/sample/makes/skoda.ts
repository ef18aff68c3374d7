import type { SampleMake } from '../make.js';

export const skoda: SampleMake = {
  name: 'Škoda',
  keeps: 0.893,
  models: [
    {
      name: 'Rapid',
      body: 'sedan',
      seats: 5,
      made: [2011, 2021],
      sales: 25,
      engines: [
        { fuel: 'Petrol', cc: 1598, kmpl: 15.41, bhp: 103.5, share: 60, automatic: 0.32 },
        {
          fuel: 'Diesel',
          cc: 1498,
          kmpl: 21.72,
          bhp: 108.5,
          share: 40,
          automatic: 0.22,
          extra: 1.5,
          made: [2011, 2020],
        },
      ],
      variants: { Active: [8.4, 2.1], Ambition: [9.8, 2.8], Style: [11.3, 3.5], 'Monte Carlo': [12, 3.8] },
    },
    {
      name: 'Octavia',
      body: 'sedan',
      seats: 5,
      made: [2002, 2023],
      sales: 9,
      engines: [
        { fuel: 'Diesel', cc: 1968, kmpl: 20.6, bhp: 141, share: 55, automatic: 0.4, made: [2002, 2020] },
        { fuel: 'Petrol', cc: 1798, kmpl: 15.1, bhp: 177.5, share: 45, automatic: 0.7 },
      ],
      variants: { Ambition: [17, 3.2], Elegance: [21.5, 4], Style: [22.5, 4.1], 'L&K': [26, 4.7] },
    },
    {
      name: 'Superb',
      body: 'sedan',
      seats: 5,
      made: [2009, 2023],
      sales: 4.5,
      engines: [
        { fuel: 'Petrol', cc: 1984, kmpl: 15.1, bhp: 187.7, share: 55, automatic: 0.9 },
        { fuel: 'Diesel', cc: 1968, kmpl: 18.19, bhp: 174.5, share: 45, automatic: 0.9, made: [2009, 2020] },
      ],
      variants: { Style: [27, 4.2], Sportline: [29.9, 4.5], 'L&K': [33, 4.9] },
    },
    {
      name: 'Kushaq',
      body: 'suv',
      seats: 5,
      made: [2021, null],
      sales: 38,
      engines: [
        { fuel: 'Petrol', cc: 999, kmpl: 19.76, bhp: 113.4, share: 76, automatic: 0.36 },
        { fuel: 'Petrol', cc: 1498, kmpl: 18.6, bhp: 147.5, share: 24, automatic: 0.6, extra: 1.8 },
      ],
      variants: {
        Active: [11.6, 2.7],
        Ambition: [13.8, 3.3],
        Style: [16.3, 4.1],
        'Monte Carlo': [17.4, 4.4],
      },
    },
    {
      name: 'Slavia',
      body: 'sedan',
      seats: 5,
      made: [2022, null],
      sales: 34,
      engines: [
        { fuel: 'Petrol', cc: 999, kmpl: 20.32, bhp: 113.4, share: 76, automatic: 0.36 },
        { fuel: 'Petrol', cc: 1498, kmpl: 19.36, bhp: 147.5, share: 24, automatic: 0.7, extra: 1.8 },
      ],
      variants: {
        Active: [11.4, 2.7],
        Ambition: [13.3, 3.3],
        Style: [15.8, 4.1],
        'Monte Carlo': [16.6, 4.4],
      },
    },
  ],
};
