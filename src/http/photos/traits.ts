export type Five = 0 | 1 | 2 | 3 | 4;
export type Four = 0 | 1 | 2 | 3;

/** What a scene number decides. */
export interface Traits {
  /** Where the photo is taken: 0 to 9. */
  readonly place: number;
  /** Which of ten cars of the same body and paint, on which day: 0 to 9. */
  readonly variant: number;
  readonly rim: Five;
  readonly darkRim: boolean;
  readonly lamp: Four;
  readonly grille: Four;
  readonly upholstery: Five;
  /** Whether the nose points to the right. */
  readonly turned: boolean;
}

/** `place` and `variant` together are the scene number, so no two scenes look the same. */
export function traitsOf(scene: number): Traits {
  const place = scene % 10;
  const variant = Math.floor(scene / 10);
  return {
    place,
    variant,
    rim: oneOfFive(variant),
    darkRim: variant >= 5,
    lamp: oneOfFour(variant + place),
    grille: oneOfFour(variant * 3 + Math.floor(place / 2)),
    upholstery: oneOfFive(variant),
    turned: (variant + place) % 3 === 0,
  };
}

function oneOfFour(value: number): Four {
  return (value % 4) as Four;
}

function oneOfFive(value: number): Five {
  return (value % 5) as Five;
}
