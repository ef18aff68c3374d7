import type pg from 'pg';

export interface CarFeatures {
  readonly id: number;
  /** Ascending, unique. */
  readonly features: readonly number[];
}

export interface CarImages {
  readonly id: number;
  /** Addresses in order. */
  readonly images: readonly string[];
}

const givenFeatures = 'json_to_recordset($1) as given (id integer, features integer[])';
const givenImages = 'json_to_recordset($1) as given (id integer, images text[])';

/** Makes these the cars' features, row by row: what a car keeps is not touched. Answers the ids of the cars that differed. */
export async function writeFeatures(
  client: pg.ClientBase,
  cars: readonly CarFeatures[],
): Promise<readonly number[]> {
  const differing = await idsWhere(
    client,
    `select given.id from ${givenFeatures}
     where given.features is distinct from
       array(select feature_id from car_feature where car_id = given.id order by feature_id)`,
    cars,
  );
  if (differing.size === 0) return [];
  const given = JSON.stringify(cars.filter(({ id }) => differing.has(id)));
  await client.query(
    `delete from car_feature using ${givenFeatures}
     where car_feature.car_id = given.id and car_feature.feature_id <> all (given.features)`,
    [given],
  );
  await client.query(
    `insert into car_feature (car_id, feature_id)
     select given.id, feature_id from ${givenFeatures}, unnest(given.features) as feature_id
     on conflict do nothing`,
    [given],
  );
  return [...differing];
}

/** The same for images. Equal addresses in the same order are no difference, whatever their positions. */
export async function writeImages(
  client: pg.ClientBase,
  cars: readonly CarImages[],
): Promise<readonly number[]> {
  const differing = await idsWhere(
    client,
    `select given.id from ${givenImages}
     where given.images is distinct from
       array(select url from car_image where car_id = given.id order by position)`,
    cars,
  );
  if (differing.size === 0) return [];
  const given = JSON.stringify(cars.filter(({ id }) => differing.has(id)));
  await client.query(
    `delete from car_image using ${givenImages}
     where car_image.car_id = given.id and car_image.url is distinct from given.images[car_image.position]`,
    [given],
  );
  await client.query(
    `insert into car_image (car_id, position, url)
     select given.id, image.position, image.url
     from ${givenImages}, unnest(given.images) with ordinality as image (url, position)
     on conflict do nothing`,
    [given],
  );
  return [...differing];
}

async function idsWhere(
  client: pg.ClientBase,
  text: string,
  cars: readonly { readonly id: number }[],
): Promise<ReadonlySet<number>> {
  const { rows } = await client.query<{ id: number }>(text, [JSON.stringify(cars)]);
  return new Set(rows.map(({ id }) => id));
}
