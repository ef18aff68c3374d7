import { kept } from './morph.js';

/** A histogram with where its bars meet, the two fields that say the bounds, and a thumb for each. */
interface Parts {
  readonly edges: readonly string[];
  readonly bars: readonly Element[];
  readonly fields: readonly [min: HTMLSelectElement, max: HTMLSelectElement];
  readonly thumbs: readonly [min: HTMLInputElement, max: HTMLInputElement];
}

/** Puts a slider over the bars of the prices. What it says is what the fields under it say; without it, they do as well. */
export function priceSlider(): void {
  document.addEventListener('input', ({ target }) => {
    const parts = partsAround(target);
    if (parts !== null) choose(parts, target === parts.thumbs[0] ? 0 : 1);
  });
  // Let go of, or moved by a key.
  document.addEventListener('change', ({ target }) => {
    const parts = partsAround(target);
    if (parts === null) return;
    const side = target === parts.thumbs[0] ? 0 : 1;
    parts.fields[side].dispatchEvent(new Event('change', { bubbles: true }));
  });
  showPriceSlider();
}

/** Has the thumbs stand where the fields say, in the page as it is now. */
export function showPriceSlider(): void {
  for (const plot of document.querySelectorAll<HTMLElement>('.plot[data-edges]')) {
    const parts = partsOf(plot);
    // What the visitor holds is theirs until they let go.
    if (parts === null || plot.querySelector('input:active') !== null) continue;
    const last = parts.edges.length - 1;
    parts.thumbs.forEach((thumb, side) => {
      thumb.max = String(last);
      const value = parts.fields[side]?.value ?? '';
      const place = parts.edges.findIndex((edge) => edge !== '' && Number(edge) >= Number(value));
      thumb.value = String(value === '' || place === -1 ? side * last : place);
    });
    draw(parts);
  }
}

/** Takes over where a thumb was moved; the two can't pass each other. */
function choose(parts: Parts, side: 0 | 1): void {
  const { edges, fields, thumbs } = parts;
  const last = edges.length - 1;
  const [low, high] = [Number(thumbs[0].value), Number(thumbs[1].value)];
  const place = side === 0 ? Math.min(low, high - 1) : Math.max(high, low + 1);
  thumbs[side].value = String(place);
  // At its own end a thumb bounds nothing.
  fields[side].value = place === side * last ? '' : (edges[place] ?? '');
  draw(parts);
}

function draw({ bars, edges, fields, thumbs }: Parts): void {
  const [low, high] = [Number(thumbs[0].value), Number(thumbs[1].value)];
  bars.forEach((bar, place) => {
    bar.setAttribute('class', place >= low && place < high ? 'in' : 'out');
  });
  thumbs.forEach((thumb, side) => (thumb.ariaValueText = fields[side]?.selectedOptions[0]?.text ?? ''));
  // Where both stand at the right end, only the lower one can be moved on.
  thumbs[0].className = low > (edges.length - 1) / 2 ? 'above' : '';
}

function partsAround(target: EventTarget | null): Parts | null {
  const plot = target instanceof Element && target.closest('.slider') ? target.closest('.plot') : null;
  return plot instanceof HTMLElement ? partsOf(plot) : null;
}

function partsOf(plot: HTMLElement): Parts | null {
  const [minField, maxField] = plot.parentElement?.querySelectorAll('select') ?? [];
  if (minField === undefined || maxField === undefined) return null;
  const [min, max] = (plot.querySelector('.slider') ?? build(plot)).querySelectorAll('input');
  if (min === undefined || max === undefined) return null;
  return {
    edges: (plot.dataset.edges ?? '').split(','),
    bars: [...plot.querySelectorAll('rect')],
    fields: [minField, maxField],
    thumbs: [min, max],
  };
}

function build(plot: HTMLElement): Element {
  const slider = document.createElement('div');
  slider.className = 'slider';
  slider.setAttribute(kept, '');
  for (const label of ['Price from', 'Price up to']) {
    const thumb = document.createElement('input');
    thumb.type = 'range';
    thumb.ariaLabel = label;
    // Of no form: the fields are what is sent, and reset.
    thumb.setAttribute('form', '');
    slider.append(thumb);
  }
  plot.append(slider);
  return slider;
}
