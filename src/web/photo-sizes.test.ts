import { describe, expect, it } from 'vitest';
import { photoSizesBy } from './photo-sizes.js';

describe('the sources of a photo', () => {
  const photo = "https://photos.example.in/a b,c.jpg?d=1&e='<";

  it('are none without a service, and none of drawn photos', () => {
    expect(photoSizesBy(null).sourcesOf(photo)).toBeNull();
    expect(
      photoSizesBy('https://i.example/{width}/{url}').sourcesOf('/photos/suv-red-side-1.svg'),
    ).toBeNull();
  });

  it.each([
    ['https://i.example/w={width},q=80/{url}', "https://photos.example.in/a%20b,c.jpg?d=1&e='<"],
    ['https://i.example/{url},w={width},', '%2C'],
    ['https://i.example/?w={width}&u={encodedUrl}', encodeURIComponent(photo)],
  ])('are its address in every width: %s', (template, address) => {
    const sources = (photoSizesBy(template).sourcesOf(photo) ?? '').split(', ');
    expect(sources).toHaveLength(7);
    for (const source of sources) {
      const [url = '', width = '', ...more] = source.split(' ');
      expect(more).toEqual([]);
      expect(width).toMatch(/^\d+w$/);
      expect(url).toContain(`w=${parseInt(width, 10)}`);
      expect(url.endsWith(address)).toBe(true);
    }
  });

  it('hold nothing that a photo could slip in', () => {
    expect(photoSizesBy('https://i.example/{width}/{url}').sourcesOf('https://x/{width}$&')).toContain(
      'https://i.example/160/https://x/{width}$& 160w',
    );
  });
});
