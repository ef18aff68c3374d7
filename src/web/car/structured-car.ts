import type { Car } from '../../catalog/car.js';
import { nameOfCar } from './car-words.js';

/** A car that is offered, as search engines read it: https://schema.org/Car, https://schema.org/Offer */
export function structuredCar(origin: string, car: Car): object {
  const url = origin + car.link;
  return {
    '@context': 'https://schema.org',
    '@type': 'Car',
    '@id': url,
    url,
    name: nameOfCar(car),
    sku: String(car.id),
    ...imagesOf(origin, car),
    brand: { '@type': 'Brand', name: car.make_name },
    model: car.model_name,
    vehicleConfiguration: car.variant_name,
    vehicleModelDate: String(car.year),
    itemCondition: 'https://schema.org/UsedCondition',
    color: car.color,
    fuelType: car.fuel_type,
    vehicleTransmission: car.transmission,
    bodyType: car.body_type,
    ...(car.seats === null ? {} : { vehicleSeatingCapacity: car.seats }),
    ...(car.owner === null ? {} : { numberOfPreviousOwners: car.owner }),
    ...(car.km_driven === null ? {} : { mileageFromOdometer: quantity(car.km_driven, 'KMT') }),
    ...(car.engine_cc === null && car.max_power_bhp === null ? {} : { vehicleEngine: engineOf(car) }),
    offers: {
      '@type': 'Offer',
      url,
      price: car.price,
      priceCurrency: 'INR',
      availability: 'https://schema.org/InStock',
      itemCondition: 'https://schema.org/UsedCondition',
      availableAtOrFrom: { '@type': 'Place', name: car.city_name },
    },
  };
}

/** Units by UN/CEFACT: kilometre KMT, cubic centimetre CMQ, brake horse power BHP. */
function quantity(value: number, unitCode: string): object {
  return { '@type': 'QuantitativeValue', value, unitCode };
}

function engineOf({ engine_cc, max_power_bhp }: Car): object {
  return {
    '@type': 'EngineSpecification',
    ...(engine_cc === null ? {} : { engineDisplacement: quantity(engine_cc, 'CMQ') }),
    ...(max_power_bhp === null ? {} : { enginePower: quantity(max_power_bhp, 'BHP') }),
  };
}

/** Addresses that a search engine can follow; nothing where there is none. */
function imagesOf(origin: string, { images }: Car): { readonly image?: readonly string[] } {
  const image = images
    .map(({ url }) => (URL.canParse(url, origin) ? new URL(url, origin).href : ''))
    .filter((url) => /^https?:/.test(url));
  return image.length === 0 ? {} : { image };
}
