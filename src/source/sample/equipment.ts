import type { SampleBody } from '../../catalog/sample-photo.js';
import { assert } from '../../shared/assert.js';
import { sampleFeatures } from './features.js';
import type { Random } from '../../shared/random.js';

export interface EquipmentFacts {
  /** 0 to 5 (see `SampleVariants`). */
  readonly level: number;
  /** Model year. */
  readonly year: number;
  readonly body: SampleBody;
}

/** Even the advert of a car that has everything leaves something out. */
const told = 0.92;

/** By kind of car, so that they are worked out once. */
const chancesByKind = new Map<string, Float64Array>();

/** For each feature, the place of the one that it needs; -1: none. */
const needs = Int16Array.from(sampleFeatures, (feature, place) => {
  if (feature.needs === undefined) return -1;
  const needed = sampleFeatures.findIndex(({ name }) => name === feature.needs);
  assert(needed >= 0 && needed < place, `${feature.name} stands below what it needs`);
  return needed;
});

/** Ids of the features that the car has, ascending. */
export function drawFeatures(random: Random, facts: EquipmentFacts): readonly number[] {
  const chances = chancesOf(facts);
  const ids: number[] = [];
  for (const [place, chance] of chances.entries()) {
    const needed = needs[place] ?? -1;
    // Drawn in any case, so that no feature decides what the later draws are.
    if (random.chance(chance) && (needed < 0 || ids.includes(needed + 1))) ids.push(place + 1);
  }
  return ids;
}

function chancesOf({ level, year, body }: EquipmentFacts): Float64Array {
  const kind = `${level} ${year} ${body}`;
  const known = chancesByKind.get(kind);
  if (known !== undefined) return known;
  const chances = Float64Array.from(sampleFeatures, (feature) => {
    if (feature.notOn?.includes(body) === true) return 0;
    if (feature.requiredSince !== undefined && year >= feature.requiredSince) return told;
    const usual = feature.since === null ? 1 : rising((year - feature.since) / 1.4);
    return told * usual * rising((level - feature.level) * 1.7);
  });
  chancesByKind.set(kind, chances);
  return chances;
}

/** From 0 to 1, a half at 0. */
function rising(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
