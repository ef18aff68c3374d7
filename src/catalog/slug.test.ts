import { describe, expect, it } from 'vitest';
import { noFilters } from './filters.js';
import { parseSlug, printSlug } from './slug.js';
import {
  filtersFromSlug,
  slugFromFilters,
  slugParameter,
  slugParameters,
  slugTypes,
} from './slug-filters.js';
import { maxSlugLength } from './slug-problem.js';
import type { SlugToken } from './slug-token.js';
import { SlugTokens } from './slug-tokens.js';

/** One thing a line: its type, its id, its word, and older words for it. */
function tokensOf(table: string): SlugTokens {
  const tokens: SlugToken[] = [];
  for (const line of table.trim().split('\n')) {
    const [type = '', id = '', ...values] = line.trim().split(/ +/);
    const known = slugTypes.find((name) => name === type);
    const filter = `${known === undefined ? type : slugParameter(known)}=${id}`;
    for (const [age, value] of values.entries()) tokens.push({ type, value, filter, canonical: age === 0 });
  }
  return new SlugTokens(tokens);
}

const catalogue = tokensOf(`
  color 1 white
  color 2 red
  fuel_type 1 petrol
  fuel_type 2 cng
  transmission 1 manual
  make 1 tata
  make 2 maruti maruti-suzuki
  make 3 honda
  make 4 hyundai
  model 121 nexon
  model 122 wagon-r wagonr
  model 123 city
  model 124 grand
  model 125 grand-i10
  body_type 1 suv
  city 1 mumbai bombay
  city 2 new-delhi delhi
  city 3 new
  city 4 city
`);

/** The parameters that a slug stands for, or what is wrong with it. */
function read(tokens: SlugTokens, slug: string): string {
  const result = parseSlug(tokens, slug);
  if (!result.ok) return `${result.problem.notUnderstood}: ${result.problem.message}`;
  return slugParameters(result.value)
    .map(([parameter, value]) => `${parameter}=${value}`)
    .join(' ');
}

function respelt(tokens: SlugTokens, slug: string): string | null {
  const result = parseSlug(tokens, slug);
  return result.ok ? printSlug(tokens, result.value) : null;
}

describe('a slug', () => {
  it.each([
    ['used-cars', ''],
    ['used-nexon-cars-in-mumbai', 'model_id=121 city_id=1'],
    [
      'used-white-petrol-manual-tata-nexon-suv-cars-under-4-lakh-in-mumbai',
      'color_id=1 fuel_type=1 transmission=1 make_id=1 model_id=121 body_type=1 city_id=1 price_max=400000',
    ],
    ['used-cars-under-1-crore', 'price_max=10000000'],
    ['used-cars-under-12-lakh', 'price_max=1200000'],
  ])('%s asks for %s, and is canonical', (slug, parameters) => {
    expect(read(catalogue, slug)).toBe(parameters);
    expect(respelt(catalogue, slug)).toBe(slug);
  });

  it.each([
    ['Used-NEXON-cars-in-Mumbai ', 'used-nexon-cars-in-mumbai'],
    ['used-wagonr-cars-in-bombay', 'used-wagon-r-cars-in-mumbai'],
    ['used-maruti-suzuki-wagonr-cars', 'used-maruti-wagon-r-cars'],
    ['used-cars-under-100-lakh', 'used-cars-under-1-crore'],
    ['used-cars-under-250-lakh', 'used-cars-under-250-lakh'],
  ])('%s is the same as %s', (slug, canonical) => {
    expect(respelt(catalogue, slug)).toBe(canonical);
    expect(read(catalogue, slug)).toBe(read(catalogue, canonical));
  });
});

describe('words of several tokens', () => {
  it.each([
    ['used-wagon-r-cars-in-new-delhi', 'model_id=122 city_id=2'],
    ['used-cars-in-new', 'city_id=3'],
    ['used-grand-cars', 'model_id=124'],
    ['used-hyundai-grand-i10-cars', 'make_id=4 model_id=125'],
  ])('%s asks for %s', (slug, parameters) => {
    expect(read(catalogue, slug)).toBe(parameters);
  });

  it('take the longest match, unless nothing can be made of the rest', () => {
    const tokens = tokensOf(`
      make 1 land
      make 2 land-rover
      model 1 rover
      model 2 rover-sport
    `);
    expect(read(tokens, 'used-land-rover-cars')).toBe('make_id=2');
    expect(read(tokens, 'used-land-rover-sport-cars')).toBe('make_id=1 model_id=2');
    expect(printSlug(tokens, { make: 1, model: 1 })).toBeNull(); // it would be read as Land Rover
  });

  it('may be words of the grammar', () => {
    const tokens = tokensOf(`
      make 1 used
      make 2 cars
      model 1 cars-in-mumbai
      model 2 under-4-lakh
      model 3 cars-in-mumbai-west
      city 1 in
      city 2 mumbai
      city 3 under-4-lakh
      city 4 cars
      city 5 mumbai-west-cars
    `);
    expect(read(tokens, 'used-used-cars')).toBe('make_id=1');
    expect(read(tokens, 'used-cars-cars')).toBe('make_id=2');
    expect(read(tokens, 'used-cars-in-in')).toBe('city_id=1');
    expect(read(tokens, 'used-cars-in-mumbai')).toBe('city_id=2');
    expect(read(tokens, 'used-cars-in-mumbai-cars')).toBe('model_id=1');
    expect(read(tokens, 'used-cars-in-mumbai-west-cars')).toBe('city_id=5'); // "cars" with all that follows comes first
    expect(read(tokens, 'used-under-4-lakh-cars-under-4-lakh-in-under-4-lakh')).toBe(
      'model_id=2 city_id=3 price_max=400000',
    );
    expect(read(tokens, 'used-cars-cars-in-mumbai-cars-in-cars')).toBe('make_id=2 model_id=1 city_id=4');
  });
});

describe('a word of two types', () => {
  it('is the one that can stand in its place: Honda City, and the city City', () => {
    expect(read(catalogue, 'used-honda-city-cars-in-city')).toBe('make_id=3 model_id=123 city_id=4');
    expect(read(catalogue, 'used-city-cars')).toBe('model_id=123');
    expect(read(catalogue, 'used-cars-in-city')).toBe('city_id=4');
  });

  const jeeps = tokensOf(`
    color 1 red
    make 1 jeep
    make 2 mahindra
    make 3 red red-motors
    model 1 jeep
    model 2 mini
  `);

  it('is the earlier type where both can stand; the later one has a slug only beside something before it', () => {
    expect(read(jeeps, 'used-jeep-cars')).toBe('make_id=1');
    expect(read(jeeps, 'used-jeep-jeep-cars')).toBe('make_id=1 model_id=1');
    expect(printSlug(jeeps, { model: 1 })).toBeNull();
    expect(printSlug(jeeps, { make: 2, model: 1 })).toBe('used-mahindra-jeep-cars');
  });

  it('gives way to an older word where it would be misread', () => {
    expect(printSlug(jeeps, { color: 1 })).toBe('used-red-cars');
    expect(printSlug(jeeps, { make: 3 })).toBe('used-red-motors-cars');
    expect(printSlug(jeeps, { color: 1, make: 3 })).toBe('used-red-red-cars');
  });
});

describe('what a slug does not say', () => {
  it.each([
    ['no such id', { model: 9 }],
    ['450,001 rupees', { priceMax: 450_001 }],
    ['half a rupee', { priceMax: 400_000.5 }],
    ['nothing', { priceMax: 0 }],
    ['less than nothing', { priceMax: -400_000 }],
    ['more than a number can hold', { priceMax: 10_000_000 * 2 ** 53 }],
    ['no number', { priceMax: Number.NaN }],
  ])('is not printed: %s', (_name, filters) => {
    expect(printSlug(catalogue, filters)).toBeNull();
  });

  it('is not printed if it is too long to be read', () => {
    const long = (letter: string): string => Array<string>(100).fill(letter).join('-');
    const tokens = tokensOf(`
      make 1 ${long('a')} old
      model 1 ${long('b')}
    `);
    expect(printSlug(tokens, { make: 1 })).toHaveLength('used--cars'.length + 199);
    expect(printSlug(tokens, { make: 1, model: 1 })).toBe(`used-old-${long('b')}-cars`);
  });
});

describe('of many spellings', () => {
  const many = (name: string): string => Array.from({ length: 40 }, (_, i) => `${name}-${i}`).join(' ');

  it('the one with the fewest older words is canonical, found without trying all', () => {
    const tokens = tokensOf(`
      color 1 red
      make 1 red red-motors
      model 1 ${many('model')}
      city 1 ${many('city')}
    `);
    expect(printSlug(tokens, { make: 1, model: 1, city: 1 })).toBe('used-red-motors-model-0-cars-in-city-0');
    expect(respelt(tokens, 'used-red-motors-model-12-cars-in-city-39')).toBe(
      'used-red-motors-model-0-cars-in-city-0',
    );
  });

  it('none is found for what is always misread, and the search ends', () => {
    const types = ['transmission', 'make', 'model', 'body_type', 'city'];
    const tokens = tokensOf(
      ['color 1 x', 'fuel_type 1 x', ...types.map((type) => `${type} 1 ${many(type.slice(0, 3))}`)].join(
        '\n',
      ),
    );
    const everything = { transmission: 1, make: 1, model: 1, body_type: 1, city: 1 };
    expect(printSlug(tokens, { fuel_type: 1, ...everything })).toBeNull();
  });
});

describe('what is wrong with a slug', () => {
  const grammar =
    'A slug reads used-[colour]-[fuel]-[transmission]-[make]-[model]-[body]-cars[-under-4-lakh][-in-city].';

  it.each([
    ['used-spaceship-cars', `spaceship: "spaceship" is not understood. ${grammar}`],
    ['used-great-wall-cars-in-mumbai', `great-wall: "great-wall" is not understood. ${grammar}`],
    ['used-great-wall-suv-cars', `great-wall: "great-wall" is not understood. ${grammar}`],
    ['used-tata-nexon-ev-cars', `ev: "ev" is not understood. ${grammar}`],
    ['used-cars-in-gotham-city', `gotham: "gotham" is not understood. ${grammar}`],
    ['used-cars-in-new-york', `york: "york" is not understood. ${grammar}`],
    [
      'used-cars-in-mumbai?utm_source=x',
      `mumbai?utm_source=x: "mumbai?utm_source=x" is not understood. ${grammar}`,
    ],
    ['used-cars-4-lakhpati', `4-lakhpati: "4-lakhpati" is not understood. ${grammar}`],
    ['used--cars', `-: "-" is not understood. ${grammar}`],
    ['used-cars-', `-: "-" is not understood. ${grammar}`],
  ])('%s: an unknown word', (slug, problem) => {
    expect(read(catalogue, slug)).toBe(problem);
  });

  it.each([
    ['used-mumbai-cars', `mumbai: "mumbai" (city) can't stand here. ${grammar}`],
    ['used-nexon-tata-cars', `tata: "tata" (make) can't stand here. ${grammar}`],
    ['used-petrol-cng-cars', `cng: "cng" (fuel) can't stand here. ${grammar}`],
    ['used-suv-city-cars', `city: "city" (model, city) can't stand here. ${grammar}`],
    ['used-cars-white', `white: "white" (colour) can't stand here. ${grammar}`],
    ['used-nexon-in-mumbai', `in: "in" can't stand here. ${grammar}`],
    ['used-cars-cars', `cars: "cars" can't stand here. ${grammar}`],
    ['used-cars-in-mumbai-in-delhi', `in: "in" can't stand here. ${grammar}`],
  ])('%s: a known word in the wrong place', (slug, problem) => {
    expect(read(catalogue, slug)).toBe(problem);
  });

  it.each([
    ['nexon-cars-in-mumbai', 'nexon: "nexon" is where a slug says "used".'],
    ['very-old-nexon-cars', 'very-old: "very-old" is where a slug says "used".'],
    ['', '-: "-" is where a slug says "used".'],
  ])('"%s": its beginning', (slug, problem) => {
    expect(read(catalogue, slug)).toBe(problem);
  });

  it.each([
    ['used', `used: "used" should not be the last word. ${grammar}`],
    ['used-tata-nexon', `nexon: "nexon" should not be the last word. ${grammar}`],
    ['used-cars-in', `in: "in" should not be the last word. ${grammar}`],
  ])('%s: its end', (slug, problem) => {
    expect(read(catalogue, slug)).toBe(problem);
  });

  it.each([
    ['used-nexon-cars-4-lakh', '4-lakh: "4-lakh" says no direction; a limit reads "under-4-lakh".'],
    ['used-4-lakhs-cars', '4-lakhs: "4-lakhs" says no direction; a limit reads "under-4-lakh".'],
    ['used-cars-1-crore-in-mumbai', '1-crore: "1-crore" says no direction; a limit reads "under-1-crore".'],
  ])('%s: a price without a direction', (slug, problem) => {
    expect(read(catalogue, slug)).toBe(problem);
  });

  const price =
    'is no price limit here: one stands right after "cars", in whole lakh or crore: "under-4-lakh".';
  it.each([
    ['used-under-4-lakh-cars', 'under-4-lakh'],
    ['used-cars-in-mumbai-under-4-lakh', 'under-4-lakh'],
    ['used-cars-under-1-crore-under-4-lakh', 'under-4-lakh'],
    ['used-cars-under-4-5-lakh', 'under-4-5-lakh'],
    ['used-cars-under-4.5-lakh-in-mumbai', 'under-4.5-lakh'],
    ['used-cars-under-0-lakh', 'under-0-lakh'],
    ['used-cars-under-04-lakh', 'under-04-lakh'],
    ['used-cars-under-4-lakhs', 'under-4-lakhs'],
    ['used-cars-under-400000', 'under-400000'],
    ['used-cars-under-lakh', 'under-lakh'],
    ['used-cars-under-99999999999-crore', 'under-99999999999-crore'],
    ['used-cars-under', 'under'],
  ])('%s: no price limit', (slug, words) => {
    expect(read(catalogue, slug)).toBe(`${words}: "${words}" ${price}`);
  });

  it('is too long: refused without being read', () => {
    const longest = `used-${'a'.repeat(maxSlugLength - 5)}`;
    expect(read(catalogue, longest)).toContain('is not understood');
    expect(read(catalogue, `${longest}a`)).toBe(
      `used-${'a'.repeat(35)}…: A slug has up to 300 characters, not 301.`,
    );
  });
});

describe('rows that make no sense', () => {
  it('are left out, and harm no other row', () => {
    const row = (type: string, value: string, filter: string): SlugToken => ({
      type,
      value,
      filter,
      canonical: true,
    });
    const tokens = new SlugTokens([
      row('engine', 'turbo', 'engine=1'),
      row('model', 'zen', 'make_id=1'),
      row('model', 'alto', 'model_id=one'),
      row('model', 'swift', 'model_id=1=2'),
      row('model', 'baleno', 'model_id7'),
      row('model', 'ertiga', 'model_id=1234567890123456'),
      row('model', '', 'model_id=1'),
      row('model', 'Nexon', 'model_id=2'),
      row('model', 'punch-', 'model_id=3'),
      row('__proto__', 'constructor', '__proto__=1'),
      row('model', 'tiago', 'model_id=4'),
    ]);
    for (const word of [
      'turbo',
      'zen',
      'alto',
      'swift',
      'baleno',
      'ertiga',
      '',
      'nexon',
      'punch',
      'constructor',
    ]) {
      expect(parseSlug(tokens, `used-${word}-cars`).ok).toBe(false);
    }
    expect(read(tokens, 'used-tiago-cars')).toBe('model_id=4');
  });

  it('leave a word that two things have with the one that it is canonical for', () => {
    const row = (id: number, canonical: boolean): SlugToken => ({
      type: 'model',
      value: 'zen',
      filter: `model_id=${id}`,
      canonical,
    });
    for (const rows of [
      [row(1, false), row(2, true)],
      [row(3, true), row(2, true), row(1, false)],
    ]) {
      expect(read(new SlugTokens(rows), 'used-zen-cars')).toBe('model_id=2');
      expect(printSlug(new SlugTokens(rows), { model: 1 })).toBeNull();
    }
  });
});

describe('the filters of a slug', () => {
  it('are those of its parameters', () => {
    expect(filtersFromSlug({ model: 121, city: 1, priceMax: 400_000 })).toEqual({
      ...noFilters,
      options: { city: [1], model: [121] },
      ranges: { price: { min: null, max: 400_000 } },
    });
  });

  it.each([
    ['two values of one attribute', { ...noFilters, options: { city: [1, 2] } }],
    ['an attribute without words', { ...noFilters, options: { variant: [1] } }],
    ['a lower price', { ...noFilters, ranges: { price: { min: 1, max: 400_000 } } }],
    ['another range', { ...noFilters, ranges: { year: { min: null, max: 2020 } } }],
    ['features', { ...noFilters, features: { ...noFilters.features, none: [1] } }],
  ])('do not hold %s', (_name, filters) => {
    expect(slugFromFilters(filters)).toBeNull();
  });

  it('may be empty', () => {
    expect(slugFromFilters(noFilters)).toEqual({});
    expect(slugFromFilters({ ...noFilters, options: { city: [3, 3], make: [] } })).toEqual({ city: 3 });
  });
});
