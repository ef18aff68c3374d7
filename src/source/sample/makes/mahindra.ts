import type { SampleMake } from '../make.js';

export const mahindra: SampleMake = {
  name: 'Mahindra',
  keeps: 0.925,
  models: [
    {
      name: 'Bolero',
      body: 'suv',
      seats: 7,
      made: [2000, null],
      sales: 26,
      engines: [{ fuel: 'Diesel', cc: 1493, kmpl: 16, bhp: 74.9, share: 1, automatic: 0 }],
      variants: { B4: [9.2, 1], B6: [9.9, 1.5], 'B6 (O)': [10.5, 1.9], SLE: [8.6, 1.1], ZLX: [9.3, 1.5] },
    },
    {
      name: 'Scorpio',
      body: 'suv',
      seats: 7,
      made: [2002, null],
      sales: 36,
      engines: [{ fuel: 'Diesel', cc: 2179, kmpl: 15.4, bhp: 130, share: 1, automatic: 0.06 }],
      variants: { S3: [11.9, 1.3], S5: [13.2, 2], S7: [14.8, 2.8], S11: [16.8, 3.4], VLX: [13.9, 2.6] },
    },
    {
      name: 'XUV500',
      body: 'suv',
      seats: 7,
      made: [2011, 2021],
      sales: 30,
      engines: [
        { fuel: 'Diesel', cc: 2179, kmpl: 15.1, bhp: 152.9, share: 95, automatic: 0.2 },
        { fuel: 'Petrol', cc: 2179, kmpl: 11.1, bhp: 140, share: 5, automatic: 1, made: [2017, 2019] },
      ],
      variants: { W4: [12.6, 2], W6: [13.9, 2.6], W8: [15.6, 3.4], W10: [17.5, 4], 'W11 (O)': [18.9, 4.3] },
    },
    {
      name: 'XUV700',
      body: 'suv',
      seats: 7,
      made: [2021, null],
      sales: 80,
      engines: [
        { fuel: 'Diesel', cc: 2198, kmpl: 16.5, bhp: 182.4, share: 60, automatic: 0.45, extra: 0.8 },
        { fuel: 'Petrol', cc: 1997, kmpl: 14.1, bhp: 197.1, share: 40, automatic: 0.5 },
      ],
      variants: { MX: [14.2, 2.4], AX3: [16.6, 3.2], AX5: [18.3, 3.8], AX7: [21.2, 4.5], 'AX7 L': [23.6, 5] },
    },
    {
      name: 'Thar',
      body: 'suv',
      seats: 4,
      made: [2020, null],
      sales: 52,
      engines: [
        { fuel: 'Diesel', cc: 2184, kmpl: 15.2, bhp: 130.1, share: 62, automatic: 0.3 },
        { fuel: 'Petrol', cc: 1997, kmpl: 12.4, bhp: 150.2, share: 38, automatic: 0.65 },
      ],
      variants: { 'AX (O)': [13, 1.7], 'LX Hard Top': [15, 2.6], 'LX Convertible': [14.6, 2.5] },
    },
    {
      name: 'KUV100',
      body: 'hatchback',
      seats: 6,
      made: [2016, 2021],
      sales: 24,
      engines: [
        { fuel: 'Petrol', cc: 1198, kmpl: 18.15, bhp: 82, share: 62, automatic: 0 },
        { fuel: 'Diesel', cc: 1198, kmpl: 25.32, bhp: 77, share: 38, automatic: 0, extra: 0.9 },
      ],
      variants: { 'K2 Plus': [5.3, 1.2], 'K4 Plus': [5.8, 1.6], 'K6 Plus': [6.5, 2.3], K8: [7.2, 2.9] },
    },
    {
      name: 'XUV300',
      body: 'suv',
      seats: 5,
      made: [2019, 2024],
      sales: 50,
      engines: [
        { fuel: 'Petrol', cc: 1197, kmpl: 17, bhp: 108.6, share: 52, automatic: 0.2 },
        { fuel: 'Diesel', cc: 1497, kmpl: 20, bhp: 115.1, share: 48, automatic: 0.22, extra: 1.2 },
      ],
      variants: { W4: [8.3, 2.1], W6: [9.6, 2.7], W8: [11.2, 3.4], 'W8 (O)': [12.6, 4] },
    },
    {
      name: 'XUV 3XO',
      body: 'suv',
      seats: 5,
      made: [2024, null],
      sales: 90,
      engines: [
        { fuel: 'Petrol', cc: 1197, kmpl: 18.89, bhp: 110.1, share: 72, automatic: 0.35 },
        { fuel: 'Diesel', cc: 1497, kmpl: 20.6, bhp: 115, share: 28, automatic: 0.3, extra: 1.4 },
      ],
      variants: { MX1: [7.8, 2.1], MX2: [9.2, 2.6], MX3: [10, 3.1], AX5: [11.2, 3.8], 'AX7 L': [14.5, 4.7] },
    },
  ],
};
