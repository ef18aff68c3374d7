import { describe, expect, it } from 'vitest';
import { canonicalForm, noFilters } from '../filters.js';
import { slugParameter, slugTypes } from '../slug-filters.js';
import type { SlugToken } from '../slug-token.js';
import { SlugTokens } from '../slug-tokens.js';
import { understand } from './understand.js';
import { maxSearchLength } from './words.js';

/** One thing a line: its type, its id, its word, and older words for it. */
function tokensOf(table: string): SlugTokens {
  const tokens: SlugToken[] = [];
  for (const line of table.trim().split('\n')) {
    const [name = '', id = '', ...values] = line.trim().split(/ +/);
    const type = slugTypes.find((known) => known === name)!;
    for (const [age, value] of values.entries())
      tokens.push({ type, value, filter: `${slugParameter(type)}=${id}`, canonical: age === 0 });
  }
  return new SlugTokens(tokens);
}

const catalogue = tokensOf(`
  color 1 white
  color 2 red
  color 3 grey
  color 4 gold
  fuel_type 1 petrol
  fuel_type 2 diesel
  fuel_type 3 electric
  transmission 1 manual
  transmission 2 automatic
  make 1 tata
  make 2 maruti-suzuki
  make 3 honda
  make 4 mercedes-benz
  make 5 jeep
  make 6 skoda
  model 11 nexon
  model 12 wagon-r
  model 13 city
  model 14 alto
  model 15 alto-800
  model 16 800
  model 17 grand-i10
  model 18 grand-vitara
  model 19 go
  model 20 go-plus
  model 21 ecosport
  model 22 jeep
  model 23 swift
  model 24 2008
  model 25 c-class
  body_type 1 suv
  body_type 2 sedan
  city 1 mumbai bombay
  city 2 delhi
  city 3 pune
  city 4 bengaluru
  city 5 red
`);

function read(line: string, tokens = catalogue): string {
  return canonicalForm(understand(tokens, line, { thisYear: 2025 }).filters);
}

/** What a table of tests says: a line, and the parameters it stands for; nothing in it is left. */
function itReads(examples: readonly (readonly [line: string, parameters: string])[]): void {
  it.each(examples)('%s: %s', (line, parameters) => {
    const { filters, notUnderstood, corrected } = understand(catalogue, line, { thisYear: 2025 });
    expect({ read: canonicalForm(filters), notUnderstood, corrected }).toEqual({
      read: parameters,
      notUnderstood: [],
      corrected: [],
    });
  });
}

describe('names', () => {
  itReads([
    ['', ''],
    ['used cars', ''],
    [
      'red automatic nexon under 8 lakh in pune',
      'city_id=3&color_id=2&model_id=11&price_max=800000&transmission=2',
    ],
    ['in pune: nexon, automatic, RED!', 'city_id=3&color_id=2&model_id=11&transmission=2'],
    ['second-hand Škoda please', 'make_id=6'],
    ['red or white, mumbai pune', 'city_id=1,3&color_id=1,2'],
    [
      'used-white-petrol-tata-nexon-suv-cars-under-4-lakh-in-bombay',
      'body_type=1&city_id=1&color_id=1&fuel_type=1&make_id=1&model_id=11&price_max=400000',
    ],
  ]);

  describe('of several words, however they are cut', () => {
    itReads([
      ['wagon r', 'model_id=12'],
      ['Wagon-R', 'model_id=12'],
      ['wagonr', 'model_id=12'],
      ['eco sport', 'model_id=21'],
      ['alto 800', 'model_id=15'],
      ['alto, diesel 800', 'fuel_type=2&model_id=14,16'],
      ['GO+', 'model_id=20'],
      ['mercedes c class', 'make_id=4&model_id=25'],
      ['Maruti swift', 'make_id=2&model_id=23'],
    ]);

    it('are not cut by a comma', () => {
      expect(read('eco, sport')).toBe('');
    });

    it('are known by one of them if no other thing has it', () => {
      expect(read('vitara')).toBe('model_id=18');
      expect(understand(catalogue, 'grand')).toEqual({
        filters: noFilters,
        notUnderstood: ['grand'],
        corrected: [],
      });
    });
  });

  describe('that people say differently', () => {
    itReads([
      ['auto ev in bangalore', 'city_id=4&fuel_type=3&transmission=2'],
      ['gray nexon new delhi', 'city_id=2&color_id=3&model_id=11'],
    ]);
  });

  describe('of several types', () => {
    itReads([
      ['honda city', 'make_id=3&model_id=13'],
      ['city in pune', 'city_id=3&model_id=13'],
      ['in pune city', 'city_id=3'],
      ['in pune honda city', 'city_id=3&make_id=3&model_id=13'],
      ['red', 'color_id=2'],
      ['red in red', 'city_id=5&color_id=2'],
      ['in pune or red', 'city_id=3,5'],
      ['in pune nexon red', 'city_id=3&color_id=2&model_id=11'],
      ['jeep', 'make_id=5'],
      ['jeep jeep', 'make_id=5&model_id=22'],
      ['tata jeep', 'make_id=1&model_id=22'],
      ['2008', 'model_id=24'],
      ['2008 or newer', 'year_min=2008'],
    ]);
  });
});

describe('prices', () => {
  itReads([
    ['under 8 lakh', 'price_max=800000'],
    ['below 8 lakhs', 'price_max=800000'],
    ['less than 8 lac', 'price_max=800000'],
    ['up to 8L', 'price_max=800000'],
    ['upto 8 l', 'price_max=800000'],
    ['within 7.5 lacs', 'price_max=750000'],
    ['<8 lakh', 'price_max=800000'],
    ['max ₹8,00,000', 'price_max=800000'],
    ['under Rs. 800000 only', 'price_max=800000'],
    ['rs 800000', 'price_max=800000'],
    ['under 1.2 cr', 'price_max=12000000'],
    ['under 1 crore rupees', 'price_max=10000000'],
    ['under 90 thousand', 'price_max=90000'],
    ['under 90k', 'price_max=90000'],
    ['above 5 lakh', 'price_min=500000'],
    ['not less than 5 lakh', 'price_min=500000'],
    ['from 5 lakh', 'price_min=500000'],
    ['5 lakh+', 'price_min=500000'],
    ['5 lakh+ 7 seater', 'price_min=500000&seats=7'],
    ['5-8 lakh max', 'price_max=800000&price_min=500000'],
    ['5 lakh and above', 'price_min=500000'],
    ['8 lakh or less', 'price_max=800000'],
    ['above 5 lakh, under 8 lakh', 'price_max=800000&price_min=500000'],
    ['between 5 and 8 lakh', 'price_max=800000&price_min=500000'],
    ['5-8 lakh', 'price_max=800000&price_min=500000'],
    ['5 to 8 lakh', 'price_max=800000&price_min=500000'],
    ['5lakh – 8lakh', 'price_max=800000&price_min=500000'],
    ['8-5 lakh', 'price_max=800000&price_min=500000'],
    ['80 to 1.2 crore', 'price_max=12000000&price_min=8000000'],
    ['50000 to 1 lakh', 'price_max=100000&price_min=50000'],
  ]);

  describe('without a direction are upper limits, without a unit lakh', () => {
    itReads([
      ['8 lakh', 'price_max=800000'],
      ['nexon 850000', 'model_id=11&price_max=850000'],
      ['budget 8 lakh max', 'price_max=800000'],
      ['under 8', 'price_max=800000'],
      ['between 5 and 8', 'price_max=800000&price_min=500000'],
    ]);
  });

  it.each([
    'under 0 lakh',
    'under 99999999999 crore',
    `under ${'9'.repeat(100)} lakh`,
    'under 500',
    '8',
    '1.5',
    '1,2',
  ])('%s: no price', (line) => {
    const { filters, notUnderstood } = understand(catalogue, line);
    expect(filters).toEqual(noFilters);
    expect(notUnderstood.join(' ')).toBe(line);
  });

  itReads([['alto 800 under 2 lakh', 'model_id=15&price_max=200000']]);
});

describe('distances', () => {
  itReads([
    ['under 50000 km', 'km_max=50000'],
    ['less than 50,000 kms driven', 'km_max=50000'],
    ['40k km', 'km_max=40000'],
    ['1 lakh kilometers', 'km_max=100000'],
    ['20-40k km', 'km_max=40000&km_min=20000'],
    ['more than 10000km', 'km_min=10000'],
    ['km driven less than 30000', 'km_max=30000'],
    ['under 8 lakh and above 50000 km', 'km_min=50000&price_max=800000'],
    ['5 lakh and more than 20000 km', 'km_min=20000&price_max=500000'],
    ['5 lakh and under 50000 km', 'km_max=50000&price_max=500000'],
  ]);
});

describe('years', () => {
  itReads([
    ['2019', 'year=2019'],
    ['2019,2020', 'year=2019,2020'],
    ['model 2019 or 2020', 'year=2019,2020'],
    ['2018 or newer', 'year_min=2018'],
    ['2018+', 'year_min=2018'],
    ['from 2018', 'year_min=2018'],
    ['2018 onwards', 'year_min=2018'],
    ['not older than 2018', 'year_min=2018'],
    ['after 2018', 'year_min=2019'],
    ['newer than 2018', 'year_min=2019'],
    ['before 2015', 'year_max=2014'],
    ['2015 or older', 'year_max=2015'],
    ['upto 2015', 'year_max=2015'],
    ['2018-2020', 'year_max=2020&year_min=2018'],
    ['2018-20', 'year_max=2020&year_min=2018'],
    ['between 2018 and 2020', 'year_max=2020&year_min=2018'],
    ['not older than 5 years', 'year_min=2020'],
    ['less than 3 years old', 'year_min=2022'],
    ['in the last 3 years', 'year_min=2022'],
    ['3 years old', 'year_min=2022'],
    ['older than 5 years', 'year_max=2019'],
  ]);

  it('of age need to know the year', () => {
    expect(understand(catalogue, 'not older than 5 years').filters).toEqual(noFilters);
  });
});

describe('owners and seats', () => {
  itReads([
    ['first owner', 'owner=1'],
    ['1st owner', 'owner=1'],
    ['single owner', 'owner=1'],
    ['one owner', 'owner=1'],
    ['second-hand, second owner', 'owner=2'],
    ['first or second owner', 'owner=1,2'],
    ['not more than 2 owners', 'owner=1,2'],
    ['less than 3 owners', 'owner=1,2'],
    ['more than 2 owners', 'owner=3,4,5'],
    ['7 seater', 'seats=7'],
    ['7-seater', 'seats=7'],
    ['7seater', 'seats=7'],
    ['seven seats', 'seats=7'],
    ['5 or 7 seater', 'seats=5,7'],
    ['5-7 seats', 'seats=5,6,7'],
    ['7+ seater', 'seats=7,8,9'],
    ['at least 8 seats', 'seats=8,9'],
  ]);

  it('are none where there are too many', () => {
    expect(understand(catalogue, '50 seater').notUnderstood).toEqual(['50', 'seater']);
  });
});

describe('typing errors', () => {
  it.each([
    ['swfit', 'model_id=23', ['swfit → swift']],
    ['nexxon', 'model_id=11', ['nexxon → nexon']],
    ['nexn', 'model_id=11', ['nexn → nexon']],
    ['wagnor', 'model_id=12', ['wagnor → wagon r']],
    ['wagn r', 'model_id=12', ['wagn → wagon']],
    ['automtaik', 'transmission=2', ['automtaik → automatic']],
    ['banglore', 'city_id=4', ['banglore → bangalore']],
    ['undr 8 lkah', 'price_max=800000', ['undr → under', 'lkah → lakh']],
    ['abvoe 8 lakh', 'price_min=800000', ['abvoe → above']],
    ['Swfit', 'model_id=23', ['Swfit → swift']],
  ])('%s: %s', (line, parameters, corrections) => {
    const { filters, notUnderstood, corrected } = understand(catalogue, line);
    expect(canonicalForm(filters)).toBe(parameters);
    expect(notUnderstood).toEqual([]);
    expect(corrected.map(({ typed, read: meant }) => `${typed} → ${meant}`)).toEqual(corrections);
  });

  it.each([
    ['too short', 'tat rdd'],
    ['numbers', '8000 gol4'],
    ['two in a short word', 'swtfi'],
    ['another first letter of a short word', 'bold pata'],
    ['words that are none', 'family sold mileage'],
    ['far from everything', 'spaceship'],
  ])('are not seen in what is %s', (_why, line) => {
    expect(understand(catalogue, line)).toEqual({
      filters: noFilters,
      notUnderstood: line.split(' '),
      corrected: [],
    });
  });

  it('that make no sense of the line are not reported as corrected', () => {
    const { notUnderstood, corrected } = understand(catalogue, 'grandd bettwen');
    expect({ notUnderstood, corrected }).toEqual({ notUnderstood: ['grandd', 'bettwen'], corrected: [] });
  });

  it('are read as the closest, then the same beginning, then a model, then the alphabet', () => {
    const near = tokensOf(`
      color 1 carmine
      city 1 carbine
      model 1 carline
      model 2 karmina
      model 3 carlina
    `);
    const meant = (word: string): string | undefined => understand(near, word).corrected[0]?.read;
    expect(meant('carmiine')).toBe('carmine');
    expect(meant('carzine')).toBe('carline');
    expect(meant('karmine')).toBe('karmina');
    expect(meant('carlin')).toBe('carlina');
  });
});

describe('what is left', () => {
  it.each([
    ['Nexon with SUNROOF, low mileage', ['SUNROOF', 'low', 'mileage']],
    ['creta 1.5 diesel awd/turbo', ['creta', '1.5', 'awd/turbo']],
    ['मुंबई में nexon', ['मुंबई', 'में']],
    ['under', ['under']],
    ['nexon + ₹ & - ...', []],
  ])('%s', (line, left) => {
    expect(understand(catalogue, line).notUnderstood).toEqual(left);
  });

  it('is what must not be: the name alone would be its opposite', () => {
    const { filters, notUnderstood } = understand(catalogue, 'not a red or white one in pune, no accident');
    expect(canonicalForm(filters)).toBe('city_id=3');
    expect(notUnderstood).toEqual(['not', 'a', 'red', 'or', 'white', 'no', 'accident']);
  });

  it('is not what stands after the end of what is read', () => {
    const line = `${'x'.repeat(maxSearchLength - 6)} nexon`;
    expect(read(line)).toBe('model_id=11');
    expect(read(`xxx${line}`)).toBe('');
  });
});
