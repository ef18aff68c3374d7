import type { SampleBody } from '../../catalog/sample-photo.js';
import { symmetric } from './svg.js';

/** A car from the front or the rear, its middle at x = 0, on ground at {@link stanceGround}. */
export interface Stance {
  /** Half the width at the shoulders, and of the roof. */
  readonly half: number;
  readonly roofHalf: number;
  readonly roof: number;
  /** Foot of the windscreen. */
  readonly waist: number;
  /** Front edge of the bonnet, where the lamps are. */
  readonly nose: number;
  /** Upper edge of the tail's face. */
  readonly tail: number;
  readonly foot: number;
  readonly rugged: boolean;
}

export const stanceGround = 520;

export const stances: Record<SampleBody, Stance> = {
  hatchback: {
    half: 196,
    roofHalf: 138,
    roof: 196,
    waist: 312,
    nose: 372,
    tail: 322,
    foot: 484,
    rugged: false,
  },
  sedan: { half: 206, roofHalf: 140, roof: 208, waist: 316, nose: 374, tail: 344, foot: 486, rugged: false },
  suv: { half: 216, roofHalf: 166, roof: 140, waist: 274, nose: 330, tail: 292, foot: 462, rugged: true },
  muv: { half: 208, roofHalf: 162, roof: 148, waist: 288, nose: 360, tail: 304, foot: 482, rugged: false },
  coupe: { half: 218, roofHalf: 132, roof: 236, waist: 334, nose: 386, tail: 362, foot: 492, rugged: false },
  convertible: {
    half: 210,
    roofHalf: 134,
    roof: 240,
    waist: 334,
    nose: 386,
    tail: 364,
    foot: 490,
    rugged: false,
  },
  pickup: { half: 224, roofHalf: 158, roof: 132, waist: 262, nose: 312, tail: 276, foot: 450, rugged: true },
  van: { half: 214, roofHalf: 182, roof: 76, waist: 268, nose: 364, tail: 290, foot: 480, rugged: false },
};

/** The painted outline down from the waist. */
export function lowerBody({ half, waist, foot }: Stance): string {
  return symmetric(
    [0, waist - 4],
    [half * 0.5, waist - 4, half - 40, waist - 3, half - 24, waist],
    [half - 8, waist + 10, half, waist + 34, half, waist + 70],
    [half, foot - 46],
    [half, foot - 16, half - 8, foot, half - 30, foot],
    [0, foot],
  );
}

/** Roof and pillars. */
export function upperBody({ half, roofHalf, roof, waist }: Stance): string {
  return symmetric(
    [0, roof],
    [roofHalf * 0.5, roof, roofHalf - 30, roof + 2, roofHalf - 14, roof + 10],
    [roofHalf, roof + 18, roofHalf + 6, roof + 40, half - 20, waist + 4],
    [0, waist + 4],
  );
}

/** The pane between the pillars, down to `sill`. */
export function screen({ half, roofHalf, roof, waist }: Stance, sill: number): string {
  const drop = (sill - roof) / (waist - roof);
  const foot = roofHalf + (half - 20 - roofHalf) * drop - 16;
  return symmetric(
    [0, roof + 16],
    [roofHalf * 0.5, roof + 16, roofHalf - 36, roof + 18, roofHalf - 26, roof + 24],
    [roofHalf - 16, roof + 32, roofHalf - 10, roof + 50, foot, sill - 6],
    [foot - 40, sill + 4, foot * 0.4, sill + 6, 0, sill + 6],
  );
}
