import type { SampleMake } from '../make.js';

export const renault: SampleMake = {
  name: 'Renault',
  keeps: 0.9,
  models: [
    {
      name: 'Kwid',
      body: 'hatchback',
      seats: 5,
      made: [2015, null],
      sales: 62,
      engines: [
        { fuel: 'Petrol', cc: 799, kmpl: 22.3, bhp: 53.3, share: 50, automatic: 0, made: [2015, 2023] },
        { fuel: 'Petrol', cc: 999, kmpl: 21.7, bhp: 67.1, share: 50, automatic: 0.3, extra: 0.4 },
      ],
      variants: { RXE: [4.3, 0.8], RXL: [4.7, 1.4], RXT: [5.2, 2], Climber: [5.6, 2.4] },
    },
    {
      name: 'Duster',
      body: 'suv',
      seats: 5,
      made: [2012, 2022],
      sales: 24,
      engines: [
        { fuel: 'Diesel', cc: 1461, kmpl: 19.87, bhp: 108.4, share: 72, automatic: 0.12, made: [2012, 2020] },
        { fuel: 'Petrol', cc: 1498, kmpl: 14.2, bhp: 104.6, share: 28, automatic: 0.16 },
      ],
      variants: { RXE: [9.3, 2], RXL: [10.6, 2.6], RXS: [11.4, 2.9], RXZ: [12.9, 3.5] },
    },
    {
      name: 'Triber',
      body: 'muv',
      seats: 7,
      made: [2019, null],
      sales: 32,
      engines: [{ fuel: 'Petrol', cc: 999, kmpl: 19, bhp: 71, share: 1, automatic: 0.25 }],
      variants: { RXE: [6, 1.5], RXL: [6.8, 2], RXT: [7.6, 2.6], RXZ: [8.2, 3.2] },
    },
    {
      name: 'Kiger',
      body: 'suv',
      seats: 5,
      made: [2021, null],
      sales: 24,
      engines: [
        { fuel: 'Petrol', cc: 999, kmpl: 19.17, bhp: 71, share: 62, automatic: 0.25 },
        { fuel: 'Petrol', cc: 999, kmpl: 20.5, bhp: 98.6, share: 38, automatic: 0.45, extra: 1.2 },
      ],
      variants: { RXE: [6, 1.8], RXL: [6.8, 2.3], RXT: [7.8, 3], RXZ: [9, 3.6] },
    },
  ],
};
