import compress from '@fastify/compress';
import formBody from '@fastify/formbody';
import serveFiles from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import type { LeadDesk } from '../leads/desk.js';
import type { Cars } from '../listing/cars.js';
import type { Listings } from '../listing/listings.js';
import type { Loosenings } from '../listing/loosenings.js';
import type { Slugs } from '../listing/slugs.js';
import type { RequestLimits } from '../visit/request-limits.js';
import type { Assets } from './assets.js';
import type { CarPageParts } from './car/car-route.js';
import { carPageRoute } from './car/car-route.js';
import { crawlerRoutes } from './crawlers/crawler-routes.js';
import { brotliParameters, encodings } from './kept-pages.js';
import { redirectLastSlash } from './last-slash.js';
import { listingPageRoute } from './listing/listing-route.js';
import type { PageSender } from './page-sender.js';
import { searchRoute } from './search-route.js';
import type { ShortlistParts } from './shortlist/shortlist-route.js';
import { shortlistRoutes } from './shortlist/shortlist-route.js';
import { testDriveRoutes } from './test-drive/test-drive-route.js';

export interface PagesParts extends CarPageParts, ShortlistParts {
  readonly cars: Pick<Cars, 'find' | 'known'>;
  /** Null: there is no secret to keep numbers under. */
  readonly desk: LeadDesk | null;
  readonly leadLimits: RequestLimits;
  readonly listings: Listings;
  readonly loosenings: Loosenings;
  readonly slugs: Slugs;
  readonly assets: Assets;
  readonly sender: PageSender;
  /** Start of links; null: as the request says. */
  readonly publicUrl: string | null;
}

/** All pages, in a scope of their own: they are compressed, and the API's answers are as they were. */
export async function pageRoutes(app: FastifyInstance, parts: PagesParts): Promise<void> {
  await app.register(async (scope) => {
    await scope.register(compress, {
      encodings: [...encodings, 'identity'],
      threshold: 1_024,
      brotliOptions: { params: brotliParameters },
    });
    await scope.register(serveFiles, {
      root: parts.assets.folder,
      prefix: '/assets/',
      preCompressed: true,
      immutable: true,
      maxAge: '1y',
      index: false,
      decorateReply: false,
    });
    // Of pages alone: the API takes JSON, which no other site's form can send.
    await scope.register(formBody);
    redirectLastSlash(scope);
    listingPageRoute(scope, parts);
    carPageRoute(scope, parts);
    await shortlistRoutes(scope, parts);
    await testDriveRoutes(scope, { ...parts, limits: parts.leadLimits });
    searchRoute(scope, parts);
    crawlerRoutes(scope, parts);
  });
}
