import { createContext } from 'preact';
import type { CarId } from '../catalog/car.js';
import type { PhotoSizes } from './photo-sizes.js';
import { photoSizesBy } from './photo-sizes.js';

/** What any part of a page may need, whatever the page is about. */
export interface PageContent {
  /** The cars that the visitor keeps. */
  readonly shortlist: readonly CarId[];
  readonly photoSizes: PhotoSizes;
}

export const PageContext = createContext<PageContent>({
  shortlist: [],
  photoSizes: photoSizesBy(null),
});
