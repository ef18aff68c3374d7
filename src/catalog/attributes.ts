/**
 * The one table of what cars can be filtered and ordered by. The parser, the SQL listing, the index and its planner,
 * OpenAPI and the docs all follow from it: a new filter is one new row (and a column).
 */

/** Every attribute whose value on a car is one number (an id, a count, rupees, seconds) or nothing. */
export type AttributeName =
  | 'city'
  | 'locality'
  | 'make'
  | 'model'
  | 'variant'
  | 'color'
  | 'fuel_type'
  | 'transmission'
  | 'body_type'
  | 'owner'
  | 'seats'
  | 'year'
  | 'price'
  | 'km_driven'
  | 'date_added';

/** A table of Postgres that gives names to ids. */
export type NameTable =
  | 'city'
  | 'locality'
  | 'make'
  | 'model'
  | 'variant'
  | 'color'
  | 'fuel_type'
  | 'transmission'
  | 'body_type'
  | 'feature';

export interface Attribute {
  readonly name: AttributeName;
  /** What people call it. */
  readonly label: string;
  /** The unit of its values; null for ids and bare counts. */
  readonly unit: 'rupees' | 'kilometres' | 'seconds since 1970' | null;
  /** The SQL expression of its value, over the joins of the SQL listing. */
  readonly column: string;
  /** Its sorted set in Valkey (without the prefix): car id, scored by the value. */
  readonly indexKey: `car:${AttributeName}`;
  /** "Any of these values": the parameter, other spellings of it, and the table that names the values, if one does. */
  readonly options: {
    readonly parameter: string;
    readonly aliases: readonly string[];
    readonly namedBy: NameTable | null;
  } | null;
  /** Inclusive bounds. */
  readonly range: { readonly min: string; readonly max: string } | null;
  /** Whether listings can be ordered by it. */
  readonly ordered: boolean;
  /** Whether a car may lack it. */
  readonly optional: boolean;
}

function option(
  name: AttributeName,
  label: string,
  column: string,
  parameter: string,
  namedBy: NameTable | null,
  aliases: readonly string[] = [],
): Attribute {
  return {
    name,
    label,
    unit: null,
    column,
    indexKey: `car:${name}`,
    options: { parameter, aliases, namedBy },
    range: null,
    ordered: false,
    optional: false,
  };
}

export const attributes: readonly Attribute[] = [
  option('city', 'City', 'car.city_id', 'city_id', 'city'),
  { ...option('locality', 'Locality', 'car.locality_id', 'locality_id', 'locality'), optional: true },
  option('make', 'Make', 'model.make_id', 'make_id', 'make', ['make']),
  option('model', 'Model', 'variant.model_id', 'model_id', 'model', ['model']),
  option('variant', 'Variant', 'car.variant_id', 'variant_id', 'variant'),
  option('color', 'Colour', 'car.color_id', 'color_id', 'color', ['color']),
  option('fuel_type', 'Fuel', 'car.fuel_type_id', 'fuel_type', 'fuel_type'),
  option('transmission', 'Transmission', 'car.transmission_id', 'transmission', 'transmission'),
  option('body_type', 'Body', 'car.body_type_id', 'body_type', 'body_type'),
  { ...option('owner', 'Owners so far', 'car.owner', 'owner', null), optional: true },
  { ...option('seats', 'Seats', 'car.seats', 'seats', null), optional: true },
  {
    ...option('year', 'Model year', 'car.year', 'year', null),
    range: { min: 'year_min', max: 'year_max' },
    ordered: true,
  },
  {
    name: 'price',
    label: 'Price',
    unit: 'rupees',
    column: 'car.price',
    indexKey: 'car:price',
    options: null,
    range: { min: 'price_min', max: 'price_max' },
    ordered: true,
    optional: false,
  },
  {
    name: 'km_driven',
    label: 'Kilometres driven',
    unit: 'kilometres',
    column: 'car.km_driven',
    indexKey: 'car:km_driven',
    options: null,
    range: { min: 'km_min', max: 'km_max' },
    ordered: true,
    optional: true,
  },
  {
    name: 'date_added',
    label: 'Date added',
    unit: 'seconds since 1970',
    column: 'car.date_added',
    indexKey: 'car:date_added',
    options: null,
    range: null,
    ordered: true,
    optional: false,
  },
];

/** Features: the one many-to-many attribute. A car has any number of them. */
export const featureParameters = {
  any: 'features',
  all: 'features_all',
  none: 'features_none',
} as const;

export type FeatureRule = keyof typeof featureParameters;

/** In the order of the canonical form. */
export const featureRules: readonly FeatureRule[] = ['any', 'all', 'none'];

const byName = new Map(attributes.map((attribute) => [attribute.name, attribute]));

export function attributeNamed(name: AttributeName): Attribute {
  const attribute = byName.get(name);
  if (attribute === undefined) throw new Error(`no attribute ${name}`);
  return attribute;
}
