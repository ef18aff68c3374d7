import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { understand } from '../../src/catalog/search/understand.js';
import { canonicalForm } from '../../src/catalog/filters.js';
import { SlugTokens } from '../../src/catalog/slug-tokens.js';
import { readSlugTokens } from '../../src/source/names.js';
import { readAddress } from '../../src/web/listing-address.js';
import { QueryString } from '../../src/visit/query-string.js';
import type { Platform } from '../support/platform.js';
import type { SamplePlatform } from '../support/sample-site.js';
import { openSamplePlatform } from '../support/sample-site.js';

/** The site as a crawler finds it: by links alone, from `/`. */

let sample: SamplePlatform;
let platform: Platform;
let tokens: SlugTokens;

beforeAll(async () => {
  sample = await openSamplePlatform({ cars: 60, environment: { FORECOURT_SECRET: 'c0ffee'.repeat(11) } });
  ({ platform } = sample);
  tokens = new SlugTokens(await readSlugTokens(platform.database));
});

afterAll(() => sample.close());

/** A page as search engines see it. */
interface Crawled {
  readonly status: number;
  readonly title: string;
  readonly canonical: string | null;
  readonly isIndexed: boolean;
}

function textOf(html: string): string {
  return html
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'");
}

function read(status: number, html: string): Crawled {
  const canonical = /<link rel="canonical" href="http:\/\/localhost([^"]*)"/.exec(html)?.[1];
  return {
    status,
    title: textOf(/<title>([^<]*)<\/title>/.exec(html)?.[1] ?? ''),
    canonical: canonical === undefined ? null : textOf(canonical),
    isIndexed: !html.includes('<meta name="robots" content="noindex"'),
  };
}

function linksIn(html: string): readonly string[] {
  return [...html.matchAll(/<a\b[^>]*\bhref="([^"#]*)/g)]
    .map(([, href = '']) => textOf(href))
    .filter((href) => href.startsWith('/'));
}

/** Every address that links lead to, from `/` on, whatever their rel says. */
async function crawl(): Promise<ReadonlyMap<string, Crawled>> {
  const pages = new Map<string, Crawled>();
  const waiting = new Set(['/']);
  for (const path of waiting) {
    const answer = await platform.get(path, { accept: 'text/html' });
    pages.set(path, read(answer.statusCode, answer.body));
    // Added to a set that is being walked, they are walked as well.
    for (const link of linksIn(answer.body)) waiting.add(link);
  }
  return pages;
}

async function liveCars(): Promise<readonly string[]> {
  const { rows } = await platform.database.query<{ id: number }>(
    "select id from car where status = 'live' order by id",
  );
  return rows.map(({ id }) => `/user-cars/${id}`);
}

async function siteMap(): Promise<readonly string[]> {
  const { body } = await platform.get('/sitemap.xml');
  return [...body.matchAll(/<loc>http:\/\/localhost([^<]*)<\/loc>/g)].map(([, path = '']) => textOf(path));
}

/** What an address asks for. */
function askedBy(path: string): string {
  const [slug = '', query = ''] = path.slice(1).split('?');
  const asked = readAddress(tokens, slug, new QueryString(query));
  if (!asked.ok) throw new Error(path);
  return canonicalForm(asked.value.filters);
}

describe('crawling by links alone, from /', () => {
  let pages: ReadonlyMap<string, Crawled>;

  beforeAll(async () => {
    pages = await crawl();
  }, 300_000);

  it('ends, finds every live car, and no broken link', async () => {
    const broken = [...pages].filter(([, { status }]) => status !== 200);
    expect(broken).toEqual([]);
    const found = [...pages.keys()].filter((path) => /^\/user-cars\/\d+$/.test(path));
    expect(found.sort()).toEqual([...(await liveCars())].sort());
  });

  it('finds every address of the map of the site, and there is nothing to index that the map has not', async () => {
    const mapped = await siteMap();
    expect(mapped.filter((path) => !pages.has(path))).toEqual([]);
    const indexed = [...pages.values()]
      .filter(({ isIndexed }) => isIndexed)
      .map(({ canonical }) => canonical ?? '');
    const firstPages = new Set(indexed.filter((path) => !path.includes('page=')));
    expect([...firstPages].sort()).toEqual([...mapped].sort());
  });

  it('no two pages to be indexed show the same cars, or have one title', () => {
    const byCanonical = new Map<string, string>();
    for (const { canonical, title, isIndexed } of pages.values())
      if (isIndexed && canonical !== null) byCanonical.set(canonical, title);
    expect(new Set(byCanonical.values()).size).toBe(byCanonical.size);
    const listings = [...byCanonical.keys()].filter(
      (path) => !path.startsWith('/user-cars/') && !path.includes('?'),
    );
    expect(new Set(listings.map(askedBy)).size).toBe(listings.length);
  });

  it('the title of a listing says in words what its address asks for', () => {
    let count = 0;
    for (const { canonical, title, isIndexed } of pages.values()) {
      if (!isIndexed || canonical === null || canonical.includes('?') || canonical.startsWith('/user-cars/'))
        continue;
      const said = title.replace(' | Forecourt', '');
      const understood = understand(tokens, said);
      expect(understood.notUnderstood, said).toEqual([]);
      // A model is said with its make.
      const asked = new URLSearchParams(askedBy(canonical));
      const meant = new URLSearchParams(canonicalForm(understood.filters));
      if (asked.has('model_id')) meant.delete('make_id');
      expect(meant.toString(), said).toBe(asked.toString());
      count += 1;
    }
    expect(count).toBeGreaterThan(50);
  });
});

it('the map of the site follows what is sold and listed', async () => {
  const [first = ''] = await liveCars();
  await platform.database.query(`update car set status = 'sold' where id = ${first.split('/').at(-1) ?? ''}`);
  await platform.caughtUp();
  await expect.poll(siteMap, { timeout: 30_000, interval: 500 }).not.toContain(first);
});

it('robots are told where the map is, and kept out of combinations of filters', async () => {
  const { body } = await platform.get('/robots.txt');
  expect(body).toContain('Sitemap: http://localhost/sitemap.xml');
  expect(body).toMatch(/^Disallow: \/\*\?$/m);
  // But not out of a page that an advert leads to: it names its own address.
  const welcome = ['/', '/used-cars-in-pune', '/user-cars/7', '/?page=2', '/used-cars?page=3'];
  for (const advert of [
    'utm_source=x',
    'gclid=1',
    'gbraid=1',
    'wbraid=1',
    'gad_source=1',
    'fbclid=1',
    'msclkid=1',
  ])
    welcome.push(`/?${advert}`, `/used-cars-in-pune?${advert}`, `/user-cars/7?${advert}`);
  const unwelcome = [
    '/?price_max=1',
    '/used-cars?color_id=1&page=2',
    '/search',
    '/search?q=red',
    '/user-cars/7/test-drive',
  ];
  for (const path of [
    '/search',
    '/listing',
    '/compare',
    '/shortlist',
    '/cars/7',
    '/user-cars/7/test-drive',
    '/slugs/x',
  ])
    unwelcome.push(`${path}?gclid=1`, `${path}?page=2`, `${path}?utm_source=x`);
  expect([...welcome, ...unwelcome].filter((path) => mayCrawl(body, path))).toEqual(welcome);
});

/** The longest rule that fits an address holds, and of two as long the one that allows: https://www.rfc-editor.org/rfc/rfc9309#section-2.2.2 */
function mayCrawl(robots: string, path: string): boolean {
  const rules = [...robots.matchAll(/^(Allow|Disallow): (.*)$/gm)].map(([, verb = '', rule = '']) => ({
    isAllowed: verb === 'Allow',
    rule,
    fits: new RegExp(`^${rule.replace(/[.?+]/g, '\\$&').replaceAll('*', '.*')}`).test(path),
  }));
  const [first] = rules
    .filter(({ fits }) => fits)
    .sort(
      (one, other) => other.rule.length - one.rule.length || Number(other.isAllowed) - Number(one.isAllowed),
    );
  return first?.isAllowed ?? true;
}
