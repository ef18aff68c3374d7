/** What is drawn is decided by these: two runs ask the same questions of the same cars. */
export const seeds = {
  cars: 20_261_124,
  repeated: 1,
  fresh: 2,
  draws: 3,
  changes: 4,
  pages: 5,
  visitors: 6,
} as const;

/** The day on which the sample cars are for sale. */
export const benchNow = new Date('2026-11-24T00:00:00Z');
