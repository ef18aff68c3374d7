/**
 * The addresses of the photos of sample cars. Nothing is stored: an address says all that the drawing depends on, so it can
 * be cached for ever. `/photos/suv-white-side-17.svg`
 */

export const sampleBodies = [
  'hatchback',
  'sedan',
  'suv',
  'muv',
  'coupe',
  'convertible',
  'pickup',
  'van',
] as const;
export type SampleBody = (typeof sampleBodies)[number];

export const samplePaints = [
  'white',
  'silver',
  'grey',
  'black',
  'red',
  'blue',
  'brown',
  'green',
  'orange',
  'gold',
  'maroon',
  'yellow',
] as const;
export type SamplePaint = (typeof samplePaints)[number];

/** In the order in which an advert shows them. */
export const sampleViews = ['side', 'front', 'rear', 'dashboard', 'wheel', 'seats', 'boot'] as const;
export type SampleView = (typeof sampleViews)[number];

/** Scenes and wheels to tell one white hatchback from the next. */
export const sampleScenes = 100;

export interface SamplePhoto {
  readonly body: SampleBody;
  readonly paint: SamplePaint;
  readonly view: SampleView;
  /** 0 to {@link sampleScenes} - 1. */
  readonly scene: number;
}

export function samplePhotoUrl({ body, paint, view, scene }: SamplePhoto): string {
  return `/photos/${body}-${paint}-${view}-${scene}.svg`;
}

/** Reads the last part of an address; null if it is none of ours. */
export function samplePhotoFromName(name: string): SamplePhoto | null {
  const [, body, paint, view, digits = ''] = /^([a-z]+)-([a-z]+)-([a-z]+)-(\d{1,2})\.svg$/.exec(name) ?? [];
  const known = {
    body: sampleBodies.find((each) => each === body),
    paint: samplePaints.find((each) => each === paint),
    view: sampleViews.find((each) => each === view),
  };
  if (known.body === undefined || known.paint === undefined || known.view === undefined) return null;
  // One address for one picture: no "07" beside "7".
  return digits === String(Number(digits))
    ? { body: known.body, paint: known.paint, view: known.view, scene: Number(digits) }
    : null;
}
