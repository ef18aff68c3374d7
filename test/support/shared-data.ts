import { fileURLToPath } from 'node:url';

/** For tests only, and not part of the project: tests that use them skip where they are missing. */
const given =
  process.env.FORECOURT_SHARED_DATA ?? fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const folder = given.replace(/\/$/, '');

/** Real adverts. */
export const realCars = `${folder}/used-cars-india.csv`;

/** Simulated buyers of some of them: the files that docs/recommender.md tells of. */
export const buyers = `${folder}/buyers`;
