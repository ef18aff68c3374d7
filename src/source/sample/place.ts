import type { CatalogueCity } from './catalogue.js';
import { catalogueCities } from './catalogue.js';
import type { SampleFuel } from './make.js';
import type { Random } from '../../shared/random.js';
import { Weighted } from '../../shared/weighted.js';

/** Where a car stands, and where it was registered. */
export interface Place {
  readonly city: CatalogueCity;
  readonly localityId: number | null;
  readonly office: string | null;
}

const cities = new Weighted(catalogueCities, ({ weight }) => weight);

const localities = new Map(
  catalogueCities.map((city) => [
    city.id,
    new Weighted([...city.localityIds.entries()], ([place]) => 1 / (place + 3)),
  ]),
);

export function drawPlace(random: Random, fuel: SampleFuel, age: number): Place {
  let city = cities.draw(random);
  while (!mayBeDriven(city, fuel, age)) city = cities.draw(random);
  const locality = localities.get(city.id)?.draw(random)[1] ?? null;
  const registeredIn = random.chance(0.06) ? cities.draw(random) : city;
  const office = random.pick(registeredIn.offices);
  return {
    city,
    localityId: random.chance(0.05) ? null : locality,
    office: random.chance(0.04) ? null : office,
  };
}

function mayBeDriven({ roadLife }: CatalogueCity, fuel: SampleFuel, age: number): boolean {
  return roadLife === undefined || age < (fuel === 'Diesel' ? roadLife.diesel : roadLife.others);
}
