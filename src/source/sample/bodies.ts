import type { SampleBody } from '../../catalog/sample-photo.js';

/** In the order of their ids. */
export const sampleBodyNames: Readonly<Record<SampleBody, string>> = {
  hatchback: 'Hatchback',
  sedan: 'Sedan',
  suv: 'SUV',
  muv: 'MUV',
  coupe: 'Coupe',
  convertible: 'Convertible',
  pickup: 'Pickup',
  van: 'Van',
};
