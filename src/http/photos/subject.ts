import type { SampleBody } from '../../catalog/sample-photo.js';
import type { Paint } from './paints.js';
import type { Traits } from './traits.js';
import type { Upholstery } from './upholstery.js';

/** A car before the camera. */
export interface Subject {
  readonly body: SampleBody;
  readonly paint: Paint;
  readonly traits: Traits;
  readonly upholstery: Upholstery;
  /** The background, 800 x 600: SVG. */
  readonly scenery: string;
}
