import { canonicalForm } from '../catalog/filters.js';
import type { Query } from '../catalog/query.js';
import type { Explanation } from '../index/explain.js';
import type { NearExplanation } from '../near/explain.js';
import { table } from './table.js';

/**
 * A query's plan for people: in a server's copy of the index, and in Valkey; null: that part was not asked for.
 *
 * @param order what people are told of it
 */
export function planText(
  query: Query,
  order: string,
  near: NearExplanation | null,
  stored: Explanation | null,
): string {
  const canonical = canonicalForm(query.filters);
  const lines = [`query   ${canonical === '' ? '(all cars)' : canonical}`, `order   ${order}`];
  if (near !== null) lines.push('', ...describeNear(near));
  if (stored !== null) lines.push('', ...describeStored(stored));
  return `${lines.join('\n')}\n`;
}

function describeNear(near: NearExplanation): string[] {
  const { filters, count, selection, selectionWork, way, pageWork, microseconds } = near;
  const rows = filters.map(({ cars, name, form }) => [String(cars), name, form]);
  return [
    "in a server's copy of the index",
    ...(rows.length === 0 ? [] : table(rows, ['cars', 'filter', 'read from'])),
    `${count} cars, found as ${foundAs[selection]} in ${selectionWork} steps; the page ${cutBy[way]} in ${pageWork} steps`,
    `together ${microseconds.toFixed(1)} us`,
  ];
}

const foundAs: Readonly<Record<NearExplanation['selection'], string>> = {
  all: 'all of them',
  segment: 'a run of an order',
  list: 'a list',
  bits: 'bits',
};

const cutBy: Readonly<Record<NearExplanation['way'], string>> = {
  places: 'read off its places in the order',
  walk: 'picked by a walk along the order',
  best: 'picked by sorting what was found',
  scored: 'picked by the score of each for this visitor',
};

function describeStored(explanation: Explanation): string[] {
  const { hash, view, stored, inputs, steps, count, readMicroseconds } = explanation;
  const lines = [
    'in Valkey, where no copy is warm',
    `hash    ${hash}`,
    `view    ${view}${stored ? '  (stored: visitors are answered from it)' : ''}`,
    '',
  ];
  if (inputs.length > 0)
    lines.push(
      'sets asked for',
      ...table(
        inputs.map(({ name, cars }) => [String(cars), name]),
        ['cars', 'set'],
      ),
      '',
    );
  if (steps === null) lines.push('One of these sets is empty: no car can match, and nothing is run.');
  else if (steps.length === 0) lines.push('Nothing to build: the order of all cars is the answer.');
  else {
    const rows = steps.map(({ microseconds, cars, command, why }) => [
      String(microseconds),
      String(cars),
      shortened(command),
      why,
    ]);
    lines.push('plan', ...table(rows, ['us', 'cars', 'command', 'why']));
  }
  const built = (steps ?? []).reduce((sum, { microseconds }) => sum + microseconds, 0);
  lines.push('', `${count} cars; building the view ${built} us, reading a page of it ${readMicroseconds} us`);
  return lines;
}

function shortened(command: readonly string[]): string {
  const text = command.join(' ');
  return text.length > 110 ? `${text.slice(0, 107)}...` : text;
}
