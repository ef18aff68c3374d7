import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { attributes, featureParameters } from '../src/catalog/attributes.js';
import { describeSettings } from '../src/config/settings.js';
import { indexErrors } from '../src/index/errors.js';
import { leadErrors } from '../src/leads/errors.js';
import { listingErrors } from '../src/listing/errors.js';
import { opsErrors } from '../src/ops/errors.js';
import { recommendErrors } from '../src/recommend/errors.js';
import type { ErrorTable } from '../src/shared/errors.js';
import { sourceErrors } from '../src/source/errors.js';
import { importErrors } from '../src/source/import/errors.js';
import { syncErrors } from '../src/sync/errors.js';

/** docs/errors.md, docs/config.md and docs/attributes.md say exactly what the code says. Written anew by: npm run docs */

function errorsDocument(): string {
  const areas: readonly (readonly [string, ErrorTable])[] = [
    ['Source (Postgres)', sourceErrors],
    ['Import', importErrors],
    ['Index (Valkey)', indexErrors],
    ['Sync', syncErrors],
    ['Listing', listingErrors],
    ['Leads', leadErrors],
    ['Recommendation', recommendErrors],
    ['Operation', opsErrors],
  ];
  const sections = areas.map(([title, table]) => {
    const entries = Object.entries(table).map(
      ([code, { meaning, cause, remedy }]) =>
        `### ${code}\n\n${meaning}\n\n- Cause: ${cause}\n- Remedy: ${remedy}`,
    );
    return `## ${title}\n\n${entries.join('\n\n')}`;
  });
  return `# Errors\n\nEvery error that Forecourt raises on purpose, by its code.\n\n${sections.join('\n\n')}\n`;
}

function configDocument(): string {
  return `# Settings\n\nEnvironment variables. Parsed once at start; a value that does not fit ends the program with a sentence that names the\nvariable. An unknown variable that starts with \`FORECOURT_\` is an error too.\n\n${describeSettings()}\n`;
}

function attributesDocument(): string {
  const rows = attributes.map(({ name, label, unit, options, range, ordered, indexKey }) => {
    const parameters = [
      ...(options === null ? [] : [options.parameter, ...options.aliases]),
      ...(range === null ? [] : [range.min, range.max]),
    ];
    const shown = parameters.map((parameter) => `\`${parameter}\``).join(', ');
    return `| ${label} | ${shown} | ${ordered ? `\`${name}\`, \`-${name}\`` : ''} | ${unit ?? ''} | \`${indexKey}\` |`;
  });
  const { any, all, none } = featureParameters;
  const head = '| attribute | parameters | orders | unit | key |\n| --- | --- | --- | --- | --- |';
  const features = `| Features | \`${any}\` (any of), \`${all}\` (all of), \`${none}\` (none of) | | | \`car:feature:{id}\` |`;
  return `# Attributes\n\nWhat cars can be filtered and ordered by: the table in [attributes.ts](../src/catalog/attributes.ts).\n\n${head}\n${rows.join('\n')}\n${features}\n`;
}

describe('the documents made from code', () => {
  it.each([
    ['errors.md', errorsDocument],
    ['config.md', configDocument],
    ['attributes.md', attributesDocument],
  ])('docs/%s is up to date', (name, make) => {
    const file = new URL(`../docs/${name}`, import.meta.url);
    if (process.env.WRITE_DOCS === '1') writeFileSync(file, make());
    expect(readFileSync(file, 'utf8')).toBe(make());
  });
});
