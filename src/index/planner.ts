import type { AttributeName } from '../catalog/attributes.js';
import { attributes } from '../catalog/attributes.js';
import type { Filters, Range } from '../catalog/filters.js';
import type { Keys } from './keys.js';
import { lackingFrom, scoreFrom, scoreTo } from './order-score.js';

/** One command of a plan, with what a reader needs to judge it. */
export interface PlanStep {
  readonly command: readonly string[];
  /** Where its result goes. */
  readonly into: string;
  /** The most members that the result can have. */
  readonly atMost: number;
  readonly why: string;
}

/** How to make the view of a query: commands to run in this order. Frozen data: `explain` prints it, a script runs it. */
export interface Plan {
  readonly steps: readonly PlanStep[];
  readonly temporaries: number;
}

/** A set to measure before planning. */
export type Measure =
  | { readonly kind: 'set' | 'sorted set'; readonly key: string }
  | {
      readonly kind: 'range';
      readonly key: string;
      readonly attribute: AttributeName;
      readonly range: Range;
    };

/** What has to be measured to plan these filters, in a fixed order. */
export function measuresFor(keys: Keys, filters: Filters): readonly Measure[] {
  const measures: Measure[] = [];
  for (const { name } of attributes) {
    for (const value of filters.options[name] ?? [])
      measures.push({ kind: 'set', key: keys.option(name, value) });
    const range = filters.ranges[name];
    if (range !== undefined) measures.push({ kind: 'range', key: keys.column(name), attribute: name, range });
  }
  for (const id of [...filters.features.any, ...filters.features.all, ...filters.features.none]) {
    measures.push({ kind: 'sorted set', key: keys.feature(id) });
  }
  return measures;
}

/** Bounds of a range as arguments of the ZRANGE family. */
export function boundsOf(range: Range): readonly [min: string, max: string] {
  return [range.min === null ? '-inf' : String(range.min), range.max === null ? '+inf' : String(range.max)];
}

/** An input of an intersection: `size` members at most. */
interface Source {
  readonly key: string;
  readonly size: number;
  /** Plain sets can be combined by the cheaper S commands. */
  readonly plain: boolean;
}

/**
 * Copying a range out of its sorted set costs some look-ups per member. With 100,000 cars, on one core of an AMD EPYC, a
 * member took 260 to 340 ns to copy (ZRANGESTORE), 40 ns to look up in vain and 130 ns where every tenth was found and written
 * (SINTERSTORE): 2.5 to 8 look-ups, of which 3 is a choice, not a measured optimum. So a range is the start of a plan only
 * if it is that much smaller than everything else; otherwise it is cut from the small result.
 */
const copyCost = 3;

/**
 * Plans the view of `filters` ordered by `order`. Cost of an intersection: the smallest input's size times the number of
 * inputs, so: start from the smallest set; take "any of these values" one value at a time against what is left; cut ranges
 * at the end. `sizes` are those of `measuresFor`. Null: no car can match.
 */
export function planView(
  keys: Keys,
  filters: Filters,
  order: AttributeName,
  view: string,
  sizes: readonly number[],
): Plan | null {
  return new Planner(keys, filters, order, view, sizes).plan();
}

class Planner {
  readonly #keys: Keys;
  readonly #filters: Filters;
  readonly #order: AttributeName;
  readonly #view: string;
  readonly #sizes: ReadonlyMap<string, number>;
  readonly #steps: PlanStep[] = [];
  #temporaries = 0;

  constructor(keys: Keys, filters: Filters, order: AttributeName, view: string, sizes: readonly number[]) {
    this.#keys = keys;
    this.#filters = filters;
    this.#order = order;
    this.#view = view;
    this.#sizes = new Map(measuresFor(keys, filters).map(({ key }, place) => [key, sizes[place] ?? 0]));
  }

  plan(): Plan | null {
    const optionGroups = attributes.flatMap(({ name }) => {
      const values = this.#filters.options[name];
      return values === undefined
        ? []
        : [
            this.#present(
              values.map((value) => this.#keys.option(name, value)),
              true,
            ),
          ];
    });
    const anyFeatures = this.#present(
      this.#filters.features.any.map((id) => this.#keys.feature(id)),
      false,
    );
    const allFeatures = this.#filters.features.all.map((id) => this.#source(this.#keys.feature(id), false));
    const ranges = attributes.flatMap(({ name }) => {
      const range = this.#filters.ranges[name];
      return range === undefined ? [] : [{ name, range, size: this.#sizeOf(this.#keys.column(name)) }];
    });
    const groups = this.#filters.features.any.length > 0 ? [...optionGroups, anyFeatures] : optionGroups;
    if (groups.some((group) => group.length === 0) || allFeatures.some(({ size }) => size === 0)) return null;
    if (ranges.some(({ size }) => size === 0)) return null;

    const singles = [...groups.flatMap((group) => (group.length === 1 ? group : [])), ...allFeatures];
    const unions = groups.filter((group) => group.length > 1).sort((a, b) => total(a) - total(b));
    const smallest = Math.min(
      ...singles.map(({ size }) => size),
      ...unions.map(total),
      Number.POSITIVE_INFINITY,
    );
    const start = ranges.filter(({ name }) => name !== this.#order).sort((a, b) => a.size - b.size)[0];
    let current: Source | null = null;
    const startsWithRange = start !== undefined && start.size * copyCost < smallest;
    if (startsWithRange) current = this.#copyRange(start.name, start.range, start.size);
    current = this.#intersect(current, singles);
    for (const group of unions) current = this.#intersectUnion(current, group);
    for (const { name, range } of ranges) {
      if (name !== this.#order && !(startsWithRange && name === start.name))
        current = this.#cutRange(current, name, range);
    }
    this.#finish(current);
    return { steps: this.#steps, temporaries: this.#temporaries };
  }

  /** Start from one range: only where it is far smaller than every set. */
  #copyRange(name: AttributeName, range: Range, size: number): Source {
    const into = this.#temporary();
    const [min, max] = boundsOf(range);
    const command = ['ZRANGESTORE', into, this.#keys.column(name), min, max, 'BYSCORE'];
    return this.#step(command, into, size, false, `cars in the range of ${name}: the smallest start`);
  }

  /** All of `sources`, and of `current`. A single set is used as it stands. */
  #intersect(current: Source | null, sources: readonly Source[]): Source | null {
    const all = [...(current === null ? [] : [current]), ...sources].sort((a, b) => a.size - b.size);
    const [first] = all;
    if (first === undefined) return null;
    if (all.length === 1) return first;
    return this.#combine('INTER', all, first.size, 'cars in all of these sets, from the smallest');
  }

  /** Any of `group`, one at a time against the small current set; without one, their union. */
  #intersectUnion(current: Source | null, group: readonly Source[]): Source {
    if (current === null) return this.#combine('UNION', group, total(group), 'cars in any of these sets');
    if (total(group) < current.size) {
      // The other way round: many cars so far, few with these values.
      const union = this.#combine('UNION', group, total(group), 'cars in any of these sets');
      return this.#combine('INTER', [union, current], union.size, 'of these, the cars that are left');
    }
    const parts = group.map((source) =>
      this.#combine('INTER', [current, source], Math.min(current.size, source.size), 'one value at a time'),
    );
    return this.#combine('UNION', parts, Math.min(current.size, total(parts)), 'the values together');
  }

  #combine(operation: 'INTER' | 'UNION', sources: readonly Source[], atMost: number, why: string): Source {
    const into = this.#temporary();
    const inputs = sources.map(({ key }) => key);
    const plain = sources.every((source) => source.plain);
    const command = plain
      ? [`S${operation}STORE`, into, ...inputs]
      : [`Z${operation}STORE`, into, String(inputs.length), ...inputs];
    return this.#step(command, into, atMost, plain, why);
  }

  /** Scores what is left by the range's attribute, then cuts. */
  #cutRange(current: Source | null, name: AttributeName, range: Range): Source {
    const column = this.#keys.column(name);
    const [min, max] = boundsOf(range);
    const into = this.#temporary();
    if (current === null) {
      return this.#step(
        ['ZRANGESTORE', into, column, min, max, 'BYSCORE'],
        into,
        this.#sizeOf(column),
        false,
        `cars in the range of ${name}`,
      );
    }
    const command = ['ZINTERSTORE', into, '2', current.key, column, 'WEIGHTS', '0', '1'];
    const scored = this.#step(
      command,
      into,
      current.size,
      false,
      `score by ${name} (the other score weighs nothing)`,
    );
    if (range.min !== null) this.#cut(into, '-inf', `(${min}`, `below the range of ${name}`, current.size);
    if (range.max !== null) this.#cut(into, `(${max}`, '+inf', `above the range of ${name}`, current.size);
    return scored;
  }

  /** Puts what is left in order, takes out unwanted features, cuts the range of the order's own attribute. */
  #finish(current: Source | null): void {
    const order = this.#keys.order(this.#order);
    const { none } = this.#filters.features;
    const range = this.#filters.ranges[this.#order];
    let ordered = order;
    if (current === null && range !== undefined && none.length === 0) {
      const [low, high] = orderBounds(range);
      this.#step(
        ['ZRANGESTORE', this.#view, order, low, high, 'BYSCORE'],
        this.#view,
        this.#sizeOf(this.#keys.column(this.#order)),
        false,
        'the range, in order',
      );
      return;
    }
    if (current !== null) {
      const command = ['ZINTERSTORE', this.#view, '2', current.key, order, 'WEIGHTS', '0', '1'];
      this.#step(command, this.#view, current.size, false, 'in order: only the order’s score counts');
      ordered = this.#view;
    }
    const size = current?.size ?? Number.POSITIVE_INFINITY;
    if (none.length > 0) {
      const features = none.map((id) => this.#keys.feature(id));
      const command = ['ZDIFFSTORE', this.#view, String(features.length + 1), ordered, ...features];
      this.#step(command, this.#view, size, false, 'without the cars that have an unwanted feature');
    }
    if (range !== undefined) {
      const [low, high] = orderBounds(range);
      if (range.min !== null)
        this.#cut(this.#view, '-inf', `(${low}`, `below the range of ${this.#order}`, size);
      this.#cut(
        this.#view,
        `(${high}`,
        '+inf',
        `above the range of ${this.#order}, or without a value`,
        size,
      );
    }
  }

  #cut(key: string, min: string, max: string, why: string, atMost: number): void {
    this.#steps.push({ command: ['ZREMRANGEBYSCORE', key, min, max], into: key, atMost, why });
  }

  #step(command: readonly string[], into: string, atMost: number, plain: boolean, why: string): Source {
    this.#steps.push({ command, into, atMost, why });
    return { key: into, size: atMost, plain };
  }

  #temporary(): string {
    this.#temporaries += 1;
    return this.#keys.temporary(this.#temporaries);
  }

  /** Those of the keys that hold any car. */
  #present(keys: readonly string[], plain: boolean): readonly Source[] {
    return keys.map((key) => this.#source(key, plain)).filter(({ size }) => size > 0);
  }

  #source(key: string, plain: boolean): Source {
    return { key, size: this.#sizeOf(key), plain };
  }

  #sizeOf(key: string): number {
    return this.#sizes.get(key) ?? 0;
  }
}

function total(sources: readonly Source[]): number {
  return sources.reduce((sum, { size }) => sum + size, 0);
}

/** The scores of an order set that a range of its attribute covers; never those of cars without a value. */
function orderBounds(range: Range): readonly [low: string, high: string] {
  return [
    range.min === null ? '-inf' : String(scoreFrom(range.min)),
    range.max === null ? String(lackingFrom - 1) : String(scoreTo(range.max)),
  ];
}
