import type { SampleMake } from '../make.js';

export const mg: SampleMake = {
  name: 'MG',
  keeps: 0.892,
  models: [
    {
      name: 'Hector',
      body: 'suv',
      seats: 5,
      made: [2019, null],
      sales: 51,
      engines: [
        { fuel: 'Petrol', cc: 1451, kmpl: 13.79, bhp: 141, share: 62, automatic: 0.42 },
        { fuel: 'Diesel', cc: 1956, kmpl: 17.41, bhp: 167.7, share: 38, automatic: 0, extra: 1.7 },
      ],
      variants: { Style: [14, 2.7], Super: [15.6, 3.3], Smart: [17.3, 3.9], Sharp: [19.4, 4.5] },
    },
    {
      name: 'ZS EV',
      body: 'suv',
      seats: 5,
      made: [2020, null],
      sales: 10,
      engines: [{ fuel: 'Electric', cc: null, kmpl: null, bhp: 174.3, share: 1, automatic: 1 }],
      variants: { Executive: [19, 3.6], Excite: [21.5, 4], Exclusive: [24.5, 4.7] },
    },
    {
      name: 'Comet EV',
      body: 'hatchback',
      seats: 4,
      made: [2023, null],
      sales: 15,
      engines: [{ fuel: 'Electric', cc: null, kmpl: null, bhp: 41.4, share: 1, automatic: 1 }],
      variants: { Executive: [7, 2], Excite: [8, 2.6], Exclusive: [9.2, 3.1] },
    },
  ],
};
