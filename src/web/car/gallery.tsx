import type { JSX } from 'preact';
import type { Car } from '../../catalog/car.js';
import { Photo } from '../photo.js';

/**
 * All photos in a strip that is moved by finger, by wheel or by the keys of whoever is in it; below it small ones, each a link to its large
 * one. With scripts also by arrow keys from anywhere on the page, and by buttons, which are not shown without.
 */
export function Gallery({ car }: { readonly car: Car }): JSX.Element {
  const { images } = car;
  const label = `${car.color} ${car.make_name} ${car.model_name}`;
  if (images.length === 0) return <div class="gallery gallery-none">No photo yet</div>;
  const several = images.length > 1;
  return (
    <section class="gallery" aria-label="Photos" aria-roledescription="carousel" data-gallery>
      <div class="gallery-stage">
        <ol class="gallery-strip" tabIndex={0} aria-label={`${images.length} photos`}>
          {images.map(({ url }, place) => (
            <li id={`photo-${place + 1}`}>
              <Photo
                url={url}
                alt={`${label}, photo ${place + 1} of ${images.length}`}
                place="gallery"
                isFirst={place === 0}
              />
            </li>
          ))}
        </ol>
        {several ? (
          <>
            <button class="gallery-step gallery-back" type="button" data-step="-1" hidden>
              <span class="visually-hidden">Photo before</span>
              <span aria-hidden="true">‹</span>
            </button>
            <button class="gallery-step gallery-on" type="button" data-step="1" hidden>
              <span class="visually-hidden">Next photo</span>
              <span aria-hidden="true">›</span>
            </button>
            <p class="gallery-count" data-gallery-count hidden />
          </>
        ) : null}
      </div>
      {several ? (
        <nav class="gallery-thumbs" aria-label="All photos">
          <ol>
            {images.map(({ url }, place) => (
              <li>
                <a href={`#photo-${place + 1}`}>
                  <Photo url={url} alt={`Photo ${place + 1}`} place="thumbnail" />
                </a>
              </li>
            ))}
          </ol>
        </nav>
      ) : null}
    </section>
  );
}
