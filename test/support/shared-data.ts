import { fileURLToPath } from 'node:url';

/** Real adverts, for tests only, and not part of the project: tests that use them skip where they are missing. */
const folder =
  process.env.FORECOURT_SHARED_DATA ?? fileURLToPath(new URL('../../../shared/data/', import.meta.url));

export const realCars = `${folder.replace(/\/$/, '')}/used-cars-india.csv`;
