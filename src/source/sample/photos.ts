import type { CarImage } from '../../catalog/car.js';
import type { SampleBody, SamplePaint } from '../../catalog/sample-photo.js';
import { samplePhotoUrl, sampleScenes, sampleViews } from '../../catalog/sample-photo.js';
import type { Random } from '../../shared/random.js';

/** 4 to 10 photos: every view once, then some again in another scene. */
export function drawPhotos(random: Random, body: SampleBody, paint: SamplePaint): readonly CarImage[] {
  const scene = random.below(sampleScenes);
  const count = random.between(4, 10);
  return Array.from({ length: count }, (_, place) => {
    const round = Math.floor(place / sampleViews.length);
    const view = sampleViews[place % sampleViews.length] ?? 'side';
    return {
      position: place + 1,
      url: samplePhotoUrl({ body, paint, view, scene: (scene + round) % sampleScenes }),
    };
  });
}
