import type { SampleBody } from '../../catalog/sample-photo.js';
import type { SeatKind } from './seat.js';

/** An open front door, seen from the side, the nose to the left. */
export interface Doorway {
  readonly roof: number;
  readonly sill: number;
  /** Where the windscreen pillar meets the roof, and the post behind the door. */
  readonly front: number;
  readonly back: number;
  /** Lower edge of the windows. */
  readonly waist: number;
  readonly seat: SeatKind;
}

export const doorways: Record<SampleBody, Doorway> = {
  hatchback: { roof: 76, sill: 548, front: 300, back: 676, waist: 290, seat: 'plain' },
  sedan: { roof: 84, sill: 552, front: 320, back: 690, waist: 292, seat: 'plain' },
  suv: { roof: 50, sill: 526, front: 276, back: 686, waist: 276, seat: 'tall' },
  muv: { roof: 44, sill: 540, front: 262, back: 668, waist: 270, seat: 'plain' },
  coupe: { roof: 104, sill: 556, front: 340, back: 734, waist: 306, seat: 'bucket' },
  convertible: { roof: 110, sill: 554, front: 330, back: 728, waist: 304, seat: 'bucket' },
  pickup: { roof: 46, sill: 512, front: 272, back: 664, waist: 272, seat: 'tall' },
  van: { roof: 26, sill: 534, front: 240, back: 652, waist: 262, seat: 'tall' },
};
