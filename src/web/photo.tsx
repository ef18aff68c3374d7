import type { JSX } from 'preact';
import { useContext } from 'preact/hooks';
import { PageContext } from './page-context.js';

/** Where a photo stands: the box that it is drawn into, so that nothing moves when it arrives, and how wide that is on which screen. */
const places = {
  card: { width: 400, height: 300, sizes: '(width < 37rem) 92vw, (width < 56rem) 46vw, 20rem' },
  gallery: { width: 800, height: 600, sizes: '(width < 56rem) 100vw, 48rem' },
  thumbnail: { width: 80, height: 60, sizes: '5rem' },
  column: { width: 400, height: 300, sizes: '14rem' },
} as const;

export interface PhotoProps {
  readonly url: string;
  /** What is to be seen; empty: the text beside it says so. */
  readonly alt: string;
  readonly place: keyof typeof places;
  /** The first that is looked at. All others can wait until they are near. */
  readonly isFirst?: boolean;
}

/** A photo of a car, in the size that the screen needs where there is more than one. */
export function Photo({ url, alt, place, isFirst = false }: PhotoProps): JSX.Element {
  const { photoSizes } = useContext(PageContext);
  const { width, height, sizes } = places[place];
  const sources = photoSizes.sourcesOf(url);
  return (
    <img
      {...(sources === null ? {} : { srcset: sources, sizes })}
      src={url}
      alt={alt}
      width={width}
      height={height}
      decoding="async"
      {...(isFirst ? { fetchpriority: 'high' as const } : { loading: 'lazy' as const })}
    />
  );
}
