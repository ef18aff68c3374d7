/** A mouse can't push photos aside: where it is over them says which is shown. Fingers and pens scroll. */
export function photosByMouse(): void {
  document.addEventListener('pointermove', ({ target, clientX, pointerType }) => {
    const strip = target instanceof Element ? target.closest('.photos') : null;
    if (pointerType !== 'mouse' || strip === null) return;
    const { left, width } = strip.getBoundingClientRect();
    const place = Math.floor(((clientX - left) / width) * strip.childElementCount);
    if (placeOf.get(strip) === place) return;
    placeOf.set(strip, place);
    strip.scrollTo({ left: place * strip.clientWidth });
  });
}

const placeOf = new WeakMap<Element, number>();
