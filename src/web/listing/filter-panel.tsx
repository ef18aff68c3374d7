import type { JSX } from 'preact';
import type { FacetBucket } from '../../catalog/facets.js';
import { counted } from '../rupees.js';
import type { BoundChoice, Box, BoxGroup, Panel, RangeGroup } from './panel.js';

export const formId = 'filter-form';

/** Groups whose options are few and short words: they stand side by side. */
const shortGroups: ReadonlySet<string> = new Set([
  'body_type',
  'fuel_type',
  'transmission',
  'owner',
  'color',
  'seats',
]);

/** A form that asks the listing anew. On a small screen a sheet, opened by its address: so "back" closes it. */
export function FilterPanel({
  panel,
  count,
}: {
  readonly panel: Panel;
  readonly count: number;
}): JSX.Element {
  return (
    <section class="filters" id="filters" aria-label="Filters" tabIndex={-1}>
      <form id={formId} action="/" method="get">
        <div class="filters-bar">
          <h2>Filters</h2>
          <a class="filters-close" href="#results">
            Close
          </a>
        </div>
        <div class="filter-groups" id="filter-groups">
          {panel.hidden.map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          {panel.groups.map((group) =>
            group.kind === 'boxes' ? <Boxes group={group} /> : <Bounds group={group} />,
          )}
        </div>
        <div class="filters-done">
          <button class="primary" type="submit" id="show">
            Show {counted(count)} {count === 1 ? 'car' : 'cars'}
          </button>
        </div>
      </form>
    </section>
  );
}

function Boxes({ group }: { readonly group: BoxGroup }): JSX.Element {
  const { label, boxes, more } = group;
  return (
    <fieldset class="filter" data-group={group.name}>
      <legend>{label}</legend>
      <BoxList group={group} boxes={boxes} />
      {more.length === 0 ? null : (
        <details>
          <summary>{counted(more.length)} more</summary>
          <BoxList group={group} boxes={more} />
        </details>
      )}
    </fieldset>
  );
}

function BoxList({
  group,
  boxes,
}: {
  readonly group: BoxGroup;
  readonly boxes: readonly Box[];
}): JSX.Element {
  return (
    <ul class={shortGroups.has(group.name) ? 'boxes short' : 'boxes'}>
      {boxes.map(({ id, label, count, chosen }) => (
        <li>
          <label class="box">
            <input
              type="checkbox"
              id={`${group.parameter}-${id}`}
              name={group.parameter}
              value={String(id)}
              checked={chosen}
            />
            <span>{label}</span>
            <small>{counted(count)}</small>
          </label>
        </li>
      ))}
    </ul>
  );
}

function Bounds({ group }: { readonly group: RangeGroup }): JSX.Element {
  return (
    <fieldset class="filter range" data-group={group.name}>
      <legend>{group.label}</legend>
      {group.buckets.length < 2 ? null : <Histogram group={group} />}
      <div class="bounds">
        {[group.min, group.max].map((bound) => (bound === null ? null : <Bound bound={bound} />))}
      </div>
    </fieldset>
  );
}

function Bound({ bound }: { readonly bound: BoundChoice }): JSX.Element {
  const { parameter, label, chosen, choices } = bound;
  return (
    <label class="bound">
      <span>{label}</span>
      <select id={parameter} name={parameter}>
        <option value="" selected={chosen === null}>
          Any
        </option>
        {choices.map((choice) => (
          <option value={String(choice.value)} selected={choice.value === chosen}>
            {choice.label}
          </option>
        ))}
      </select>
    </label>
  );
}

const plot = { width: 240, height: 40 } as const;

/**
 * Cars by value; those within the bounds stand out. Drawn by attributes: no inline style is allowed. Prices also say where their bars meet:
 * there a script puts a slider (see `browser/price-slider.ts`).
 */
function Histogram({ group }: { readonly group: RangeGroup }): JSX.Element {
  const { buckets, name } = group;
  const most = Math.max(...buckets.map(({ count }) => count), 1);
  const width = plot.width / buckets.length;
  return (
    <div class="plot" data-edges={name === 'price' ? edgesOf(buckets) : undefined}>
      <svg
        class="histogram"
        viewBox={`0 0 ${plot.width} ${plot.height}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {buckets.map((bucket, place) => {
          const height = bucket.count === 0 ? 0 : Math.max(2, (bucket.count / most) * plot.height);
          return (
            <rect
              class={isWithin(bucket, group) ? 'in' : 'out'}
              x={(place * width).toFixed(1)}
              y={(plot.height - height).toFixed(1)}
              width={(width * 0.86).toFixed(1)}
              height={height.toFixed(1)}
            />
          );
        })}
      </svg>
    </div>
  );
}

/** The bounds of all bars from left to right, `,100000,200000,`: an open end is empty. */
function edgesOf(buckets: readonly FacetBucket[]): string {
  return [buckets[0]?.from, ...buckets.map(({ to }) => to)].map((edge) => edge ?? '').join();
}

/** Only a bar of one year can hold its upper bound and nothing else; of prices and kilometres it holds hardly any car. */
function isWithin({ from, to }: FacetBucket, { name, min, max }: RangeGroup): boolean {
  const least = min?.chosen ?? null;
  const most = max?.chosen ?? null;
  const isBelow = most === null || from === null || from < most || (name === 'year' && from === most);
  return isBelow && (least === null || to === null || to > least);
}
