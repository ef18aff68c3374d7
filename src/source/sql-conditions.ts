import { attributes } from '../catalog/attributes.js';
import type { Filters } from '../catalog/filters.js';

/** A statement and its parameters. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * `from car ... where ...`: the live cars that pass the filters. Pushes the parameters to `values`. Joins only what a condition, or one
 * of `columns`, needs: a make or a model hangs on the variant.
 */
export function fromWhere(filters: Filters, values: unknown[], columns: readonly string[] = []): string {
  const conditions = [`car.status = 'live'`];
  const used = [...columns];
  const compare = (column: string, operator: string, value: number): void => {
    conditions.push(`${column} ${operator} $${values.push(value)}::bigint`);
  };
  for (const { name, column } of attributes) {
    const options = filters.options[name];
    const range = filters.ranges[name];
    if (options !== undefined || range !== undefined) used.push(column);
    // "= any" would lose the order of an index that starts with this column: see docs/gotchas.md.
    if (options?.length === 1) compare(column, '=', options[0] ?? 0);
    else if (options !== undefined) conditions.push(`${column} = any($${values.push(options)}::bigint[])`);
    if (range?.min != null) compare(column, '>=', range.min);
    if (range?.max != null) compare(column, '<=', range.max);
  }
  const having = (list: string): string =>
    `select 1 from car_feature where car_id = car.id and feature_id = ${list}`;
  const { any, all, none } = filters.features;
  if (any.length > 0) conditions.push(`exists (${having(`any($${values.push(any)}::bigint[])`)})`);
  for (const id of all) conditions.push(`exists (${having(`$${values.push(id)}::bigint`)})`);
  if (none.length > 0) conditions.push(`not exists (${having(`any($${values.push(none)}::bigint[])`)})`);
  return `from car ${joinsFor(used)} where ${conditions.join(' and ')}`;
}

function joinsFor(columns: readonly string[]): string {
  if (columns.some((column) => column.startsWith('model.')))
    return 'join variant on variant.id = car.variant_id join model on model.id = variant.model_id';
  return columns.some((column) => column.startsWith('variant.'))
    ? 'join variant on variant.id = car.variant_id'
    : '';
}
