import type { SampleMake } from '../make.js';

export const mercedesBenz: SampleMake = {
  name: 'Mercedes-Benz',
  keeps: 0.866,
  models: [
    {
      name: 'C-Class',
      body: 'sedan',
      seats: 5,
      made: [2008, null],
      sales: 13,
      engines: [
        { fuel: 'Diesel', cc: 1950, kmpl: 19.27, bhp: 191.7, share: 52, automatic: 1 },
        {
          fuel: 'Petrol',
          cc: 1496,
          kmpl: 16.9,
          bhp: 201.2,
          share: 48,
          automatic: 1,
          variants: { 'C 200 Progressive': [52, 4.4], 'C 200 Avantgarde': [48, 4.2] },
        },
      ],
      variants: {
        'C 220 CDI Style': [42, 3.9],
        'C 220d Progressive': [54, 4.4],
        'C 300d AMG Line': [63, 4.9],
      },
    },
    {
      name: 'E-Class',
      body: 'sedan',
      seats: 5,
      made: [2009, null],
      sales: 13,
      engines: [
        { fuel: 'Diesel', cc: 1950, kmpl: 18.5, bhp: 191.8, share: 64, automatic: 1 },
        {
          fuel: 'Petrol',
          cc: 1991,
          kmpl: 15,
          bhp: 194.4,
          share: 36,
          automatic: 1,
          variants: { 'E 200 Expression': [62, 4.4], 'E 200 Exclusive': [70, 4.9] },
        },
      ],
      variants: { 'E 220d Expression': [62, 4.4], 'E 220d Exclusive': [71, 4.9], 'E 350d AMG Line': [82, 5] },
    },
    {
      name: 'GLA',
      body: 'suv',
      seats: 5,
      made: [2014, null],
      sales: 7.7,
      engines: [
        { fuel: 'Petrol', cc: 1332, kmpl: 17.4, bhp: 160.9, share: 48, automatic: 1 },
        {
          fuel: 'Diesel',
          cc: 1950,
          kmpl: 18.9,
          bhp: 187.7,
          share: 52,
          automatic: 1,
          variants: { '200d Style': [39, 3.9], '220d 4MATIC': [48, 4.6] },
        },
      ],
      variants: { '200 Sport': [41, 4.1], '200 Progressive': [46, 4.4] },
    },
    {
      name: 'GLC',
      body: 'suv',
      seats: 5,
      made: [2016, null],
      sales: 8.3,
      engines: [
        { fuel: 'Diesel', cc: 1950, kmpl: 19.4, bhp: 194.4, share: 52, automatic: 1, extra: 1 },
        { fuel: 'Petrol', cc: 1999, kmpl: 14.7, bhp: 254.8, share: 48, automatic: 1 },
      ],
      variants: { Progressive: [60, 4.4], 'AMG Line': [68, 4.8], '4MATIC': [73, 5] },
    },
  ],
};
