import { describe, expect, it } from 'vitest';
import type { SamplePhoto } from './sample-photo.js';
import {
  sampleBodies,
  samplePaints,
  samplePhotoFromName,
  samplePhotoUrl,
  sampleScenes,
  sampleViews,
} from './sample-photo.js';

function everyPhoto(): SamplePhoto[] {
  return sampleBodies.flatMap((body) =>
    samplePaints.flatMap((paint) =>
      sampleViews.flatMap((view) =>
        Array.from({ length: sampleScenes }, (_, scene) => ({ body, paint, view, scene })),
      ),
    ),
  );
}

function nameOf(photo: SamplePhoto): string {
  return samplePhotoUrl(photo).replace(/^\/photos\//, '');
}

describe('the address of a sample photo', () => {
  it('is read back as the photo it was made from, for every photo', () => {
    const wrong = everyPhoto().filter(
      (photo) => JSON.stringify(samplePhotoFromName(nameOf(photo))) !== JSON.stringify(photo),
    );
    expect(wrong).toEqual([]);
  });

  it('is of one photo only', () => {
    const names = everyPhoto().map(nameOf);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each([
    '',
    'suv-white-side-17',
    'suv-white-side-17.png',
    'suv-white-side-.svg',
    'suv-white-side-07.svg',
    'suv-white-side-100.svg',
    'suv-white-side--1.svg',
    'suv-white-side-1e1.svg',
    'SUV-white-side-17.svg',
    'tank-white-side-17.svg',
    'suv-pink-side-17.svg',
    'suv-white-top-17.svg',
    'suv-white-17.svg',
    'suv-white-side-17.svg\n',
    '/photos/suv-white-side-17.svg',
    'constructor-white-side-17.svg',
  ])('is not %j', (name) => {
    expect(samplePhotoFromName(name)).toBeNull();
  });
});
