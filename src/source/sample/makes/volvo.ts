import type { SampleMake } from '../make.js';

export const volvo: SampleMake = {
  name: 'Volvo',
  keeps: 0.868,
  models: [
    {
      name: 'XC40',
      body: 'suv',
      seats: 5,
      made: [2018, null],
      sales: 1.8,
      engines: [
        { fuel: 'Petrol', cc: 1969, kmpl: 14.4, bhp: 187.4, share: 56, automatic: 1, made: [2020, null] },
        {
          fuel: 'Diesel',
          cc: 1969,
          kmpl: 18,
          bhp: 187.4,
          share: 30,
          automatic: 1,
          made: [2018, 2019],
          variants: { 'D4 Momentum': [40, 4], 'D4 R-Design': [43, 4.4] },
        },
        {
          fuel: 'Electric',
          cc: null,
          kmpl: null,
          bhp: 402.3,
          share: 30,
          automatic: 1,
          made: [2022, null],
          variants: { 'Recharge Ultimate': [57, 5] },
        },
      ],
      variants: { 'T4 R-Design': [42, 4.4], 'B4 Ultimate': [47, 4.8] },
    },
    {
      name: 'XC60',
      body: 'suv',
      seats: 5,
      made: [2010, null],
      sales: 1.8,
      engines: [
        { fuel: 'Diesel', cc: 1969, kmpl: 15.9, bhp: 235, share: 66, automatic: 1, made: [2010, 2020] },
        {
          fuel: 'Petrol',
          cc: 1969,
          kmpl: 12.4,
          bhp: 247,
          share: 34,
          automatic: 1,
          made: [2020, null],
          variants: { 'B5 Inscription': [66, 4.8], 'B5 Ultimate': [70, 5] },
        },
      ],
      variants: { 'D5 Inscription': [56, 4.6], 'D5 Momentum': [51, 4.2] },
    },
  ],
};
