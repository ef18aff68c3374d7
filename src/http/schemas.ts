import { attributes, featureParameters } from '../catalog/attributes.js';
import { mostCarsOf, toldKinds } from '../catalog/buyer-event.js';
import { orderingTokens } from '../catalog/ordering.js';
import { maxEvents } from '../catalog/parse-events.js';
import { maxListValues } from '../catalog/parse-request.js';
import { defaultPageSize, maxPageSize } from '../catalog/query.js';

/** JSON Schemas of the contract: part of the OpenAPI document, and what the tests hold every answer against. */

const text = { type: 'string' } as const;
const whole = { type: 'integer' } as const;
const wholeOrNull = { type: ['integer', 'null'] } as const;
const numberOrNull = { type: ['number', 'null'] } as const;
const textOrNull = { type: ['string', 'null'] } as const;
const time = { type: 'string', format: 'date-time' } as const;

/** An object that has all of these fields and no others. */
function exactly(properties: Readonly<Record<string, object>>, extra: object = {}): object {
  return {
    type: 'object',
    required: Object.keys(properties),
    additionalProperties: false,
    properties,
    ...extra,
  };
}

export const cardSchema = exactly(
  {
    id: whole,
    images: { type: 'array', items: text, maxItems: 4 },
    price: { ...whole, description: 'rupees' },
    make_name: text,
    model_name: text,
    variant_name: text,
    year: whole,
    km_driven: wholeOrNull,
    fuel_type: text,
    transmission: text,
    body_type: text,
    color: text,
    city_name: text,
    owner: { ...textOrNull, description: '1st, 2nd ...' },
    date_added: time,
    link: text,
  },
  { $id: 'Card' },
);

export const carSchema = exactly(
  {
    id: whole,
    status: { type: 'string', enum: ['live'] },
    price: { ...whole, description: 'rupees' },
    price_history: {
      type: 'array',
      description: 'earlier prices, oldest first; until: when the price was replaced by the next',
      items: exactly({ until: time, price: whole }),
      maxItems: 20,
    },
    make_id: whole,
    make_name: text,
    model_id: whole,
    model_name: text,
    variant_id: whole,
    variant_name: text,
    year: whole,
    km_driven: wholeOrNull,
    owner: { ...wholeOrNull, description: 'owners so far' },
    seats: wholeOrNull,
    fuel_type_id: whole,
    fuel_type: text,
    transmission_id: whole,
    transmission: text,
    body_type_id: whole,
    body_type: text,
    color_id: whole,
    color: text,
    city_id: whole,
    city_name: text,
    locality_id: wholeOrNull,
    locality_name: textOrNull,
    engine_cc: wholeOrNull,
    mileage_kmpl: { ...numberOrNull, description: 'fuel economy, kilometres per litre' },
    max_power_bhp: numberOrNull,
    registration_office: textOrNull,
    registration_year: wholeOrNull,
    date_added: time,
    source_ref: textOrNull,
    link: text,
    features: { type: 'array', items: exactly({ id: whole, name: text }) },
    images: { type: 'array', items: exactly({ position: whole, url: text }) },
  },
  { $id: 'Car' },
);

const option = { id: whole, name: text, count: whole, chosen: { type: 'boolean' } } as const;
const optionList = { type: 'array', items: exactly(option) } as const;
const bucketList = {
  type: 'array',
  description: 'from inclusive, to exclusive; null: open',
  items: exactly({ from: wholeOrNull, to: wholeOrNull, count: whole }),
} as const;

/** The tree of makes stands for make, model and variant. */
const facetLists = attributes.filter(
  ({ name, options }) => options !== null && !['make', 'model', 'variant'].includes(name),
);

export const facetsSchema = exactly(
  {
    ...Object.fromEntries(facetLists.map(({ name }) => [name, optionList])),
    make: {
      type: 'array',
      items: exactly({
        ...option,
        models: { type: 'array', items: exactly({ ...option, variants: optionList }) },
      }),
    },
    features: optionList,
    histograms: exactly({ price: bucketList, year: bucketList, km_driven: bucketList }),
  },
  { $id: 'Facets', description: 'Counts of each attribute under all other filters.' },
);

export const listingSchema = {
  $id: 'Listing',
  type: 'object',
  required: ['count', 'next', 'previous', 'results'],
  additionalProperties: false,
  properties: {
    count: { ...whole, description: 'cars in the whole answer' },
    next: { ...textOrNull, description: 'the next page; null on the last' },
    previous: textOrNull,
    results: { type: 'array', items: { $ref: 'Card#' }, maxItems: maxPageSize },
    facets: { $ref: 'Facets#' },
  },
} as const;

export const similarCarsSchema = exactly(
  { results: { type: 'array', items: { $ref: 'Card#' }, maxItems: maxPageSize } },
  { $id: 'SimilarCars', description: 'Cars that can be bought now, those most like the one first.' },
);

export const looseningsSchema = exactly(
  {
    count: { ...whole, description: 'cars that pass as it is' },
    loosenings: {
      type: 'array',
      items: exactly({
        kind: {
          type: 'string',
          enum: ['bound', 'option', 'feature', 'filter'],
          description:
            'a bound moves outwards, an option is added, a feature is dropped, the whole filter is',
        },
        parameter: { ...text, description: 'the one parameter that changes' },
        from: text,
        to: { ...textOrNull, description: 'null: it is left out' },
        id: { ...wholeOrNull, description: 'the option added or the feature dropped' },
        name: textOrNull,
        count: { ...whole, description: 'cars that pass then' },
        more: { ...whole, minimum: 1, description: 'how many of them do not pass now' },
        link: text,
      }),
    },
  },
  { $id: 'Loosenings', description: 'What one weaker filter would let in.' },
);

export const healthSchema = exactly({ status: { type: 'string', enum: ['alive'] } }, { $id: 'Health' });

export const readinessSchema = exactly(
  {
    status: { type: 'string', enum: ['ready', 'unavailable'] },
    engine: { type: 'string', enum: ['index', 'database', 'nothing'], description: 'what answers listings' },
    doubt: {
      type: ['string', 'null'],
      enum: ['foreign', 'stale', null],
      description: 'why the index is not believed, though it is there',
    },
    index_position: textOrNull,
    database_position: textOrNull,
    lag_bytes: { ...wholeOrNull, description: 'log that the index does not hold yet; null: unknown' },
  },
  { $id: 'Readiness' },
);

export const slugSchema = exactly(
  {
    slug: { ...text, description: 'as it was asked' },
    canonical: { ...text, description: 'the one spelling of this question' },
    filters: {
      type: 'object',
      description: 'the parameters of the listing that it stands for',
      additionalProperties: { type: 'string' },
    },
  },
  { $id: 'Slug' },
);

/** Read by the catalogue's parser, which ignores members of other names. */
export const eventBatchSchema = {
  $id: 'EventBatch',
  type: 'object',
  required: ['events'],
  properties: {
    events: {
      type: 'array',
      minItems: 1,
      maxItems: maxEvents,
      items: {
        type: 'object',
        required: ['id', 'kind', 'car_ids', 'at'],
        properties: {
          id: {
            ...text,
            format: 'uuid',
            description: 'chosen by the page; told again, it is the same event',
          },
          kind: { ...text, enum: toldKinds },
          car_ids: {
            type: 'array',
            description: `the cards that came into view, ${mostCarsOf('seen')} at most; of all other kinds one car`,
            items: { ...whole, minimum: 1 },
            minItems: 1,
            maxItems: mostCarsOf('seen'),
          },
          at: { ...time, description: 'when, by the clock of the page; what cannot be is set right' },
        },
      },
    },
  },
} as const;

export const eventsAcceptedSchema = exactly(
  { accepted: { ...whole, description: 'events that were taken, new ones and those told before' } },
  { $id: 'EventsAccepted' },
);

function list(description: string): object {
  return { ...text, description: `${description} (whole numbers, comma list)` };
}

/** The parameter of `/cars/{id}/similar`. */
export function similarParameters(): object {
  return { type: 'object', properties: { page_size: pageSize } };
}

/** The parameters of `/listing/loosen`: those that say which cars, and what its links keep. */
export function loosenParameters(): object {
  const properties = {
    ...filterParameters(),
    ...kept,
    min_position: { ...text, description: 'Count nothing older than this position of the log (pg_lsn)' },
  };
  return { type: 'object', properties };
}

const pageSize = {
  ...whole,
  minimum: 1,
  default: defaultPageSize,
  description: `larger than ${maxPageSize} is cut to ${maxPageSize}`,
} as const;

const kept = {
  ordering: { ...text, enum: orderingTokens, default: 'recommended' },
  page_size: pageSize,
} as const;

function filterParameters(): Record<string, object> {
  const properties: Record<string, object> = {};
  for (const { label, unit, options, range } of attributes) {
    if (options !== null) {
      properties[options.parameter] = list(`${label}: any of these, up to ${maxListValues}`);
      for (const alias of options.aliases) properties[alias] = list(`the same as ${options.parameter}`);
    }
    const bound = `${label}${unit === null ? '' : ` in ${unit}`}, inclusive`;
    if (range !== null) {
      properties[range.min] = { ...whole, minimum: 0, description: `${bound}: at least` };
      properties[range.max] = { ...whole, minimum: 0, description: `${bound}: at most` };
    }
  }
  properties[featureParameters.any] = list('Has any of these features');
  properties[featureParameters.all] = list('Has all of these features');
  properties[featureParameters.none] = list('Has none of these features');
  properties.slug = {
    ...text,
    description: 'A slug such as used-nexon-cars-in-mumbai; combines with the other filters',
  };
  return properties;
}

/** The parameters of the listing for the OpenAPI document. Requests are read by the catalogue's parser, not by this. */
export function listingParameters(): object {
  return {
    type: 'object',
    properties: {
      ...filterParameters(),
      ...kept,
      model_version: {
        ...whole,
        description:
          'The model that a recommended order began with: stands in `next` and `previous`, so that going on shows each car once',
      },
      seen_car_ids: list(
        'Cars this visitor has looked at, for the order called recommended: the 50 with the lowest ids count',
      ),
      page: { ...whole, minimum: 1, default: 1 },
      facets: {
        type: 'integer',
        enum: [0, 1],
        default: 0,
        description: '1: with the counts of all options, each attribute under all other filters',
      },
      min_position: {
        ...text,
        description: 'Wait (1 s at most) until the index has reached this position of the log (pg_lsn)',
      },
    },
  };
}
