import type { FollowedTable } from '../catalog/change.js';

/**
 * The tables that the change log carries to the index, and of each the columns: what is not listed here never leaves
 * Postgres this way, whatever columns are added later. Each list holds the primary key.
 */
export const publishedTables: Readonly<Record<FollowedTable, readonly string[]>> = {
  make: ['id', 'name'],
  model: ['id', 'make_id', 'name'],
  variant: ['id', 'model_id', 'name'],
  city: ['id', 'name'],
  locality: ['id', 'city_id', 'name'],
  color: ['id', 'name'],
  fuel_type: ['id', 'name'],
  transmission: ['id', 'name'],
  body_type: ['id', 'name'],
  feature: ['id', 'name'],
  car: [
    'id',
    'city_id',
    'locality_id',
    'variant_id',
    'color_id',
    'fuel_type_id',
    'transmission_id',
    'body_type_id',
    'price',
    'year',
    'km_driven',
    'owner',
    'seats',
    'status',
    'date_added',
    'engine_cc',
    'mileage_kmpl',
    'max_power_bhp',
    'registration_office',
    'registration_year',
    'source_ref',
    'price_history',
  ],
  car_feature: ['car_id', 'feature_id'],
  car_image: ['car_id', 'position', 'url'],
  slug_token: ['type', 'value', 'filter', 'canonical'],
};

export const followedTables = Object.keys(publishedTables) as readonly FollowedTable[];

/** The column by which a row of a name table belongs to another. */
export const parentColumns: Partial<Readonly<Record<FollowedTable, string>>> = {
  model: 'make_id',
  variant: 'model_id',
  locality: 'city_id',
};
