import { describe, expect, it } from 'vitest';
import type { SamplePhoto } from '../../catalog/sample-photo.js';
import {
  sampleBodies,
  samplePaints,
  samplePhotoUrl,
  sampleScenes,
  sampleViews,
} from '../../catalog/sample-photo.js';
import { drawSamplePhoto } from './draw-sample-photo.js';

const suv: SamplePhoto = { body: 'suv', paint: 'white', view: 'side', scene: 17 };
const scenes = Array.from({ length: sampleScenes }, (_, scene) => scene);

/** Every body, paint and view; over them, every scene. */
const photos: readonly SamplePhoto[] = sampleBodies
  .flatMap((body) => samplePaints.flatMap((paint) => sampleViews.map((view) => ({ body, paint, view }))))
  .map((photo, n) => ({ ...photo, scene: (n * 37) % sampleScenes }));

const elements = new Set(
  'svg g defs path circle ellipse use linearGradient radialGradient stop clipPath'.split(' '),
);

/** What is wrong with a picture: its XML, its numbers, elements and references that it should not have. */
function problemsOfSvg(svg: string): string[] {
  const problems: string[] = [];
  const open: string[] = [];
  const ids: string[] = [];
  for (const [tag, closing, name = '', attributes = '', single] of svg.matchAll(
    /<(\/?)([A-Za-z]*)((?: [A-Za-z0-9-]+="[^"<&]*")*)(\/?)>|[^<]+|</g,
  )) {
    if (name === '') problems.push(`not a tag: ${tag}`);
    else if (!elements.has(name)) problems.push(`<${name}>`);
    const names = Array.from(attributes.matchAll(/ ([A-Za-z0-9-]+)="/g), ([, each]) => each);
    for (const each of new Set(names)) {
      if (names.indexOf(each) !== names.lastIndexOf(each)) problems.push(`${each} twice in ${name}`);
    }
    ids.push(...Array.from(attributes.matchAll(/ id="([^"]*)"/g), ([, id = '']) => id));
    if (closing === '/') {
      const opened = open.pop();
      if (opened !== name) problems.push(`</${name}> closes ${opened}`);
    } else if (single !== '/' && name !== '') open.push(name);
  }
  if (open.length > 0) problems.push(`${open.join(' ')} is open`);
  for (const id of new Set(ids)) if (ids.indexOf(id) !== ids.lastIndexOf(id)) problems.push(`${id} twice`);
  for (const [, inside, outside] of svg.matchAll(/url\(([^)]*)\)|href="([^"]*)"/g)) {
    const target = inside ?? outside ?? '';
    if (!target.startsWith('#') || !ids.includes(target.slice(1))) problems.push(`no ${target}`);
  }
  for (const [, data = ''] of svg.matchAll(/ d="([^"]*)"/g)) if (!isPath(data)) problems.push(`d="${data}"`);
  const plain = svg.replaceAll(/#[0-9a-f]{3,6}"/g, '"');
  problems.push(
    ...Array.from(plain.matchAll(/NaN|undefined|null|Infinity|\d+e[-+]?\d+/g), ([found]) => found),
  );
  return problems;
}

/** How many numbers each command of a path takes. */
const takes = new Map(Object.entries({ M: 2, L: 2, H: 1, V: 1, C: 6, S: 4, Q: 4, T: 2, A: 7, Z: 0 }));

function isPath(data: string): boolean {
  const steps = Array.from(data.matchAll(/([A-Za-z])([^A-Za-z]*)/g));
  return (
    /^[Mm]/.test(data) &&
    steps.every(([, command = '', list = '']) => {
      const numbers = list.match(/-?(?:\d+\.?\d*|\.\d+)/g) ?? [];
      const each = takes.get(command.toUpperCase());
      const tidy = list.replaceAll(/-?(?:\d+\.?\d*|\.\d+)/g, '').trim() === '';
      return (
        tidy && (each === 0 ? numbers.length === 0 : numbers.length > 0 && numbers.length % (each ?? 9) === 0)
      );
    })
  );
}

describe('a sample photo', () => {
  it('is well-formed SVG that needs nothing from outside, for every body, paint and view', () => {
    const faults = photos.flatMap((photo) =>
      problemsOfSvg(drawSamplePhoto(photo)).map((problem) => `${samplePhotoUrl(photo)}: ${problem}`),
    );
    expect(faults).toEqual([]);
  });

  it('is well-formed and of 2 to 6 KB in every scene', () => {
    for (const body of sampleBodies) {
      for (const view of sampleViews) {
        for (const scene of scenes) {
          const svg = drawSamplePhoto({ body, paint: 'gold', view, scene });
          expect(problemsOfSvg(svg)).toEqual([]);
          expect(Buffer.byteLength(svg)).toBeGreaterThan(2 * 1024);
          expect(Buffer.byteLength(svg)).toBeLessThan(6 * 1024);
        }
      }
    }
  });

  it('is the same text each time', () => {
    const first = photos.map(drawSamplePhoto);
    const second = photos.toReversed().map(drawSamplePhoto).toReversed();
    expect(second).toEqual(first);
  });

  it('is another picture for another body, paint or view of the same scene', () => {
    const pictures = photos.map((photo) => drawSamplePhoto({ ...photo, scene: 17 }));
    expect(new Set(pictures).size).toBe(photos.length);
  });

  it.each(sampleViews)('is another picture in each scene: %s', (view) => {
    const pictures = scenes.map((scene) => drawSamplePhoto({ ...suv, view, scene }));
    expect(new Set(pictures).size).toBe(sampleScenes);
  });
});

describe('the check of a picture', () => {
  it.each([
    ['<svg><path d="M0 0"></svg>', '</svg> closes path'],
    ['<svg><path d=M0/></svg>', 'not a tag'],
    ['<svg><path d="M0" d="M1"/></svg>', 'd twice in path'],
    ['<svg><path fill="url(#glass)"/></svg>', 'no #glass'],
    ['<svg><g id="a"/><g id="a"/></svg>', 'a twice'],
    ['<svg><circle r="NaN"/></svg>', 'NaN'],
    ['<svg><circle r="1e-7"/></svg>', '1e-7'],
    ['<svg><path d="M0 0H--5"/></svg>', 'd="M0 0H--5"'],
    ['<svg><path d="M0 0L5"/></svg>', 'd="M0 0L5"'],
    ['<svg><text>4x4</text></svg>', '<text>'],
    ['<svg><use href="https://example.org/a.svg"/></svg>', 'no https://example.org/a.svg'],
    ['<svg>', 'svg is open'],
  ])('finds fault with %s', (svg, problem) => {
    expect(problemsOfSvg(svg).join('; ')).toContain(problem);
  });
});
