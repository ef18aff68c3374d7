import type { Car } from '../../catalog/car.js';

/** Under what a feature stands on a car's page, in this order. */
export const featureGroups = ['Safety', 'Comfort', 'Entertainment', 'Outside', 'Others'] as const;

export type FeatureGroup = (typeof featureGroups)[number];

/** By their names, in lower case: ids are each database's own. A feature that staff have made up is one of the others. */
const namesOf: Readonly<Record<Exclude<FeatureGroup, 'Others'>, readonly string[]>> = {
  Safety: [
    'driver airbag',
    'passenger airbag',
    'side airbags',
    'curtain airbags',
    'airbag',
    'airbags',
    'abs',
    'anti-lock brakes (abs)',
    'electronic stability control',
    'traction control',
    'hill hold assist',
    'isofix child seat mounts',
    'child safety locks',
    'engine immobiliser',
    'central locking',
    'tyre pressure monitor',
    'rear parking sensors',
    'front parking sensors',
    'rear view camera',
    '360 degree camera',
    'lane keep assist',
    'automatic emergency braking',
    'adaptive cruise control',
  ],
  Comfort: [
    'air conditioning',
    'automatic climate control',
    'dual-zone climate control',
    'rear ac vents',
    'power steering',
    'front power windows',
    'rear power windows',
    'power windows',
    'keyless entry',
    'push button start',
    'cruise control',
    'adjustable steering',
    'leather steering wheel',
    'steering mounted controls',
    'leather seats',
    'ventilated front seats',
    'height adjustable driver seat',
    'electrically folding mirrors',
    'powered tailgate',
    'rain sensing wipers',
    'automatic headlamps',
    'head-up display',
    'digital instrument cluster',
  ],
  Entertainment: [
    'bluetooth',
    'usb charging port',
    'touchscreen',
    'android auto',
    'apple carplay',
    'navigation',
    'connected car app',
    'wireless phone charging',
    'premium sound system',
    'music system',
  ],
  Outside: [
    'alloy wheels',
    'front fog lamps',
    'fog lamps',
    'projector headlamps',
    'led headlamps',
    'led daytime running lamps',
    'rear wiper and washer',
    'roof rails',
    'sunroof',
    'panoramic sunroof',
  ],
};

const groupOf = new Map(
  Object.entries(namesOf).flatMap(([group, names]) => names.map((name) => [name, group as FeatureGroup])),
);

export function groupOfFeature(name: string): FeatureGroup {
  return groupOf.get(name.toLowerCase()) ?? 'Others';
}

/** Names that stand together. */
export interface GroupedFeatures {
  readonly group: FeatureGroup;
  /** By alphabet. */
  readonly names: readonly string[];
}

/** Groups that have any. */
export function groupFeatures(features: Car['features']): readonly GroupedFeatures[] {
  return featureGroups
    .map((group) => ({
      group,
      names: features
        .map(({ name }) => name)
        .filter((name) => groupOfFeature(name) === group)
        .sort((one, other) => one.localeCompare(other, 'en')),
    }))
    .filter(({ names }) => names.length > 0);
}
