import type { FastifyInstance } from 'fastify';
import type { Slugs } from '../../listing/slugs.js';
import { keptFor } from '../../shared/kept-for.js';
import { LinkOrigin } from '../../visit/link-origin.js';
import type { SiteMapParts } from './site-map.js';
import { siteMapPaths, siteMapText } from './site-map.js';

export interface CrawlerRoutesParts extends SiteMapParts {
  readonly slugs: Pick<Slugs, 'known'>;
  readonly publicUrl: string | null;
}

/**
 * Landing pages, their further pages and cars are for crawlers; combinations of filters, of which there are millions, and what belongs to
 * one visitor are not. The longest rule that fits an address holds: https://www.rfc-editor.org/rfc/rfc9309#section-2.2.2
 */
const rules = [
  'User-agent: *',
  'Disallow: /*?',
  ...['/?', '/used-*?'].map((start) => `Allow: ${start}page=`),
  // What adverts and shared links hang on an address; the page names the address without it.
  ...['/?', '/used-*?', '/user-cars/*?'].flatMap((start) =>
    ['utm_', 'gclid=', 'gbraid=', 'wbraid=', 'gad_', 'fbclid=', 'msclkid='].map(
      (name) => `Allow: ${start}${name}`,
    ),
  ),
  ...[
    '/search',
    '/shortlist',
    '/compare',
    '/test-drives/',
    '/your-test-drive/',
    '/user-cars/*/test-drive',
    '/listing',
    '/cars/',
    '/slugs/',
  ].map((path) => `Disallow: ${path}`),
];

/** How long one map of the site is handed out, as the listing was when it was made. */
const freshMs = 10_000;

/** `/sitemap.xml` and `/robots.txt`. */
export function crawlerRoutes(app: FastifyInstance, parts: CrawlerRoutesParts): void {
  const origin = new LinkOrigin(parts.publicUrl);
  const paths = keptFor(freshMs, async () => siteMapPaths(parts, (await parts.slugs.known()).tokens));
  // Nearly all ask by one origin, and the text is of some megabytes.
  let last: { readonly origin: string; readonly paths: readonly string[]; readonly text: string } | null =
    null;
  const textFor = (from: string, of: readonly string[]): string => {
    if (last?.origin !== from || last.paths !== of)
      last = { origin: from, paths: of, text: siteMapText(from, of) };
    return last.text;
  };
  const options = { schema: { hide: true } };
  app.get('/robots.txt', options, (request, reply) =>
    reply
      .type('text/plain; charset=utf-8')
      .header('cache-control', 'public, max-age=3600')
      .send([...rules, `Sitemap: ${origin.of(request)}/sitemap.xml`, ''].join('\n')),
  );
  app.get('/sitemap.xml', options, async (request, reply) =>
    reply
      .type('application/xml; charset=utf-8')
      .header('cache-control', 'public, max-age=60')
      .send(textFor(origin.of(request), await paths())),
  );
}
