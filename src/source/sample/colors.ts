import type { SamplePaint } from '../../catalog/sample-photo.js';

export interface SampleColor {
  readonly name: string;
  /** Cars in it, relative to the other colours. */
  readonly weight: number;
  /** The paint of its photos. */
  readonly paint: SamplePaint;
}

export const sampleColors: readonly SampleColor[] = [
  { name: 'White', weight: 33, paint: 'white' },
  { name: 'Silver', weight: 18, paint: 'silver' },
  { name: 'Grey', weight: 14, paint: 'grey' },
  { name: 'Red', weight: 9.5, paint: 'red' },
  { name: 'Blue', weight: 8.5, paint: 'blue' },
  { name: 'Black', weight: 7, paint: 'black' },
  { name: 'Brown', weight: 3.6, paint: 'brown' },
  { name: 'Orange', weight: 1.6, paint: 'orange' },
  { name: 'Maroon', weight: 1.2, paint: 'maroon' },
  { name: 'Beige', weight: 1.1, paint: 'gold' },
  { name: 'Gold', weight: 0.9, paint: 'gold' },
  { name: 'Green', weight: 0.7, paint: 'green' },
  { name: 'Yellow', weight: 0.4, paint: 'yellow' },
  { name: 'Bronze', weight: 0.3, paint: 'brown' },
];
