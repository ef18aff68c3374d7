import compress from '@fastify/compress';
import serveFiles from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { constants } from 'node:zlib';
import type { Listings } from '../listing/listings.js';
import type { Loosenings } from '../listing/loosenings.js';
import type { Slugs } from '../listing/slugs.js';
import type { Assets } from './assets.js';
import { listingPageRoute } from './listing/listing-route.js';
import { PageSender } from './page-sender.js';

export interface PagesParts {
  readonly listings: Listings;
  readonly loosenings: Loosenings;
  readonly slugs: Slugs;
  readonly assets: Assets;
  /** Start of links; null: as the request says. */
  readonly publicUrl: string | null;
}

/** All pages, in a scope of their own: they are compressed, and the API's answers are as they were. */
export async function pageRoutes(app: FastifyInstance, parts: PagesParts): Promise<void> {
  await app.register(async (scope) => {
    await scope.register(compress, {
      encodings: ['br', 'gzip', 'identity'],
      threshold: 1_024,
      // A page is made once and sent once: what more than this would save takes longer than sending it.
      brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
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
    const sender = new PageSender(parts.assets);
    listingPageRoute(scope, { ...parts, sender });
  });
}
