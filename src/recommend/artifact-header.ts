import type { Result } from '../shared/result.js';
import { failed, ok } from '../shared/result.js';
import type { CarScale } from './car-features.js';
import type { HoldOutScore } from './model/hold-out-score.js';
import type { ModelPlan } from './model/plan.js';
import type { Space } from './model/ranking-model.js';
import type { TrainingFigures } from './training-figures.js';

/** Raised whenever an older program would read a new artifact wrongly. In 1, all cars have an own part. */
export const artifactFormat = 2;
const readFormats: readonly unknown[] = [1, artifactFormat];

export type SectionType = 'i32' | 'f32' | 'f64';

/** An array behind the header. */
export interface Section {
  readonly name: string;
  readonly type: SectionType;
  /** Numbers in it. */
  readonly length: number;
  readonly crc: number;
}

export interface ArtifactHeader {
  readonly format: number;
  readonly trainedUntilMs: number;
  readonly scale: CarScale;
  readonly components: number;
  readonly spaces: readonly Omit<Space, 'gram'>[];
  readonly featureNames: readonly string[];
  readonly figures: TrainingFigures;
  readonly sections: readonly Section[];
}

type Check = (value: unknown) => boolean;

const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isText: Check = (value) => typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const orNull = (check: Check): Check => {
  return (value) => value === null || check(value);
};
const listOf = (check: Check): Check => {
  return (value) => Array.isArray(value) && value.every((each) => check(each));
};
/** Every field has to be as its check says; others may be there. */
const fieldsOf = <T extends object>(checks: Readonly<Record<keyof T, Check>>): Check => {
  return (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries<Check>(checks).every(([name, check]) =>
      check((value as Readonly<Record<string, unknown>>)[name]),
    );
};

const isScore = fieldsOf<HoldOutScore>({ later: isNumber, unseen: orNull(isNumber) });

const planCheck = fieldsOf<ModelPlan>({
  als: fieldsOf<ModelPlan['als']>({
    components: isCount,
    regularization: isNumber,
    unobservedWeight: isNumber,
    sweeps: isCount,
  }),
  warp: fieldsOf<ModelPlan['warp']>({ components: isCount, epochs: isCount, alpha: isNumber }),
  ridgePenalty: isNumber,
  featureShare: isNumber,
  warpWeight: isNumber,
  biasWeight: isNumber,
});

/** Whether this was stored as a plan, by a program that knew the same numbers. */
export function isPlan(value: unknown): value is ModelPlan {
  return planCheck(value);
}

const isAscending: Check = (value) =>
  listOf(isNumber)(value) && (value as number[]).every((each, place, all) => !(each <= all[place - 1]!));

const isUnique: Check = (value) =>
  listOf(isText)(value) && new Set(value as string[]).size === (value as string[]).length;

const checks: Readonly<Record<keyof ArtifactHeader, Check>> = {
  format: (value) => readFormats.includes(value),
  trainedUntilMs: isNumber,
  scale: fieldsOf<CarScale>({ price: isAscending, km_driven: isAscending }),
  components: isCount,
  spaces: listOf(
    fieldsOf<Omit<Space, 'gram'>>({
      from: isCount,
      components: isCount,
      weight: isNumber,
      regularization: isNumber,
      unobservedWeight: isNumber,
      rows: isCount,
    }),
  ),
  featureNames: isUnique,
  figures: fieldsOf<TrainingFigures>({
    isSimulated: isFlag,
    plan: planCheck,
    planChosenAtMs: orNull(isNumber),
    wanted: isCount,
    buyers: isCount,
    cars: isCount,
    score: isScore,
    popularity: isScore,
  }),
  sections: listOf(
    fieldsOf<Section>({
      name: isText,
      type: (value) => value === 'i32' || value === 'f32' || value === 'f64',
      length: isCount,
      crc: isCount,
    }),
  ),
};

/** The problem names the field that is not as it should be. */
export function headerFrom(value: unknown): Result<ArtifactHeader, string> {
  for (const [name, check] of Object.entries(checks))
    if (!fieldsOf({ [name]: check })(value)) return failed(`${name} in its header is not as it should be`);
  return ok(value as ArtifactHeader);
}
