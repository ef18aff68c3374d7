import type { SampleMake } from '../make.js';

export const jeep: SampleMake = {
  name: 'Jeep',
  keeps: 0.888,
  models: [
    {
      name: 'Compass',
      body: 'suv',
      seats: 5,
      made: [2017, null],
      sales: 26,
      engines: [
        { fuel: 'Diesel', cc: 1956, kmpl: 17.1, bhp: 170, share: 68, automatic: 0.35, extra: 1.2 },
        { fuel: 'Petrol', cc: 1368, kmpl: 14.1, bhp: 160.8, share: 32, automatic: 0.75, made: [2017, 2023] },
      ],
      variants: { Sport: [18.8, 3], Longitude: [21.4, 3.5], Limited: [24.4, 4.2], 'Model S': [28.2, 4.8] },
    },
  ],
};
