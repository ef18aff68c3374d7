import type pg from 'pg';
import { must } from '../../shared/assert.js';
import type { Header } from './columns.js';
import type { ImportedCar } from './parse-row.js';
import type { NewName } from './obtain-names.js';
import { resolveNames } from './resolve-names.js';
import { insertCars, readCarIds, updateCars } from './write-car-rows.js';
import { writeFeatures, writeImages } from './write-details.js';

export interface WrittenCars {
  readonly added: number;
  readonly changed: number;
  /** Also a row whose reference comes again in the same call: the last one counts. */
  readonly unchanged: number;
  readonly newNames: readonly NewName[];
}

const unknownName = 'Unknown';

/**
 * Makes Postgres' cars equal to these, by their references, as far as the file's columns go; what is equal is not touched.
 * A fixed number of statements, however many cars. The caller holds the transaction.
 */
export async function writeCars(
  client: pg.ClientBase,
  header: Header,
  given: readonly ImportedCar[],
): Promise<WrittenCars> {
  const cars = [...new Map(given.map((car) => [car.source_ref, car])).values()];
  const refs = cars.map((car) => car.source_ref);
  const known = await readCarIds(client, refs);
  const { named, newNames } = await resolveNames(
    client,
    cars.map((car) => withoutGaps(car, header, known.has(car.source_ref))),
  );
  const added = await insertCars(
    client,
    named.filter(({ car }) => !known.has(car.source_ref)),
  );
  // Another program may have added one of them meanwhile: then it is known now.
  const ids = known.size + added.size === cars.length ? known : await readCarIds(client, refs);
  const present = named.map((each) => {
    const ref = each.car.source_ref;
    return { ...each, id: must(added.get(ref) ?? ids.get(ref), `car ${JSON.stringify(ref)}`) };
  });
  const old = present.filter(({ car }) => !added.has(car.source_ref));

  const changed = new Set(await updateCars(client, header, old));
  if ('features' in header.places) {
    const features = present.map(({ id, featureIds }) => ({ id, features: featureIds }));
    for (const id of await writeFeatures(client, features)) changed.add(id);
  }
  if ('images' in header.places) {
    const images = present.map(({ id, car }) => ({ id, images: car.images ?? [] }));
    for (const id of await writeImages(client, images)) changed.add(id);
  }
  for (const id of added.values()) changed.delete(id);
  const unchanged = given.length - added.size - changed.size;
  return { added: added.size, changed: changed.size, unchanged, newNames };
}

/** Every car has a colour and a body type: "Unknown" where the file has a gap; an old car keeps what the file has no column for. */
function withoutGaps(car: ImportedCar, { places }: Header, known: boolean): ImportedCar {
  return {
    ...car,
    color: car.color ?? (known && !('color' in places) ? null : unknownName),
    body_type: car.body_type ?? (known && !('body_type' in places) ? null : unknownName),
  };
}
