import { announce } from './dom.js';

/** The photos of a car's page: arrow keys and buttons move the strip by one, and small photos lead to large ones without moving the page. */
export function gallery(): void {
  const found = document.querySelector<HTMLElement>('[data-gallery]');
  const strip = found?.querySelector<HTMLElement>('.gallery-strip');
  if (found != null && strip != null) new Gallery(found, strip).start();
}

class Gallery {
  readonly #whole: HTMLElement;
  readonly #strip: HTMLElement;
  readonly #photos: readonly HTMLElement[];
  readonly #links: readonly HTMLAnchorElement[];
  #place = 0;
  /** Where the strip is being moved to: photos that it passes are not shown. Null: it lies still, or somebody else moves it. */
  #aim: number | null = null;

  constructor(whole: HTMLElement, strip: HTMLElement) {
    this.#whole = whole;
    this.#strip = strip;
    this.#photos = [...strip.querySelectorAll<HTMLElement>('li')];
    this.#links = [...whole.querySelectorAll<HTMLAnchorElement>('.gallery-thumbs a')];
  }

  start(): void {
    for (const button of this.#whole.querySelectorAll<HTMLButtonElement>('[data-step]')) {
      button.hidden = false;
      button.addEventListener('click', () => {
        this.#go(this.#place + Number(button.dataset.step));
      });
    }
    for (const [place, link] of this.#links.entries())
      link.addEventListener('click', (event) => {
        event.preventDefault();
        this.#go(place);
      });
    document.addEventListener('keydown', (event) => {
      const place = this.#placeBy(event);
      if (place === null) return;
      event.preventDefault();
      this.#go(place);
    });
    this.#watch();
    // An address may name a photo.
    const named = this.#photos.findIndex(({ id }) => `#${id}` === location.hash);
    this.#mark(Math.max(named, 0));
  }

  /** Where a key leads; null: it is for somebody else. */
  #placeBy({
    key,
    target,
    altKey,
    ctrlKey,
    metaKey,
    shiftKey,
    defaultPrevented,
  }: KeyboardEvent): number | null {
    if (altKey || ctrlKey || metaKey || shiftKey || defaultPrevented) return null;
    const isOurs = target === document.body || (target instanceof Node && this.#whole.contains(target));
    if (!isOurs) return null;
    if (key === 'ArrowLeft') return this.#place - 1;
    if (key === 'ArrowRight') return this.#place + 1;
    // From anywhere else these are for the page.
    if (target !== this.#strip) return null;
    return key === 'Home' ? 0 : key === 'End' ? this.#photos.length - 1 : null;
  }

  #go(place: number): void {
    const photo = this.#photos[(place + this.#photos.length) % this.#photos.length];
    if (photo === undefined) return;
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.#strip.scrollTo({
      left: photo.offsetLeft - this.#strip.offsetLeft,
      behavior: calm ? 'auto' : 'smooth',
    });
    this.#aim = this.#photos.indexOf(photo);
    this.#mark(this.#aim);
    announce(photo.querySelector('img')?.alt ?? '');
  }

  /** Whoever moves the strip by finger sees which photo it is, too. */
  #watch(): void {
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries)
          if (isIntersecting) this.#see(this.#photos.indexOf(target as HTMLElement));
      },
      { root: this.#strip, threshold: 0.6 },
    );
    for (const photo of this.#photos) observer.observe(photo);
    for (const kind of ['pointerdown', 'wheel'])
      this.#strip.addEventListener(kind, () => (this.#aim = null), { passive: true });
  }

  #see(place: number): void {
    if (this.#aim !== null && this.#aim !== place) return;
    this.#aim = null;
    this.#mark(place);
  }

  #mark(place: number): void {
    this.#place = place;
    for (const [at, link] of this.#links.entries()) {
      if (at === place) this.#markLink(link);
      else link.removeAttribute('aria-current');
    }
    const count = this.#whole.querySelector<HTMLElement>('[data-gallery-count]');
    if (count === null) return;
    count.hidden = false;
    count.textContent = `${place + 1} / ${this.#photos.length}`;
  }

  /** The row of small photos is moved so far that the marked one is in it; not the page. */
  #markLink(link: HTMLAnchorElement): void {
    link.setAttribute('aria-current', 'true');
    const row = link.closest('ol');
    if (row === null) return;
    const left = link.offsetLeft - row.offsetLeft;
    row.scrollTo({ left: left - (row.clientWidth - link.offsetWidth) / 2 });
  }
}
