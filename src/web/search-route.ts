import type { FastifyInstance } from 'fastify';
import type { Slugs } from '../listing/slugs.js';
import { rawQuery } from '../visit/link-origin.js';
import { QueryString } from '../visit/query-string.js';
import { addressOfFilters } from './listing-address.js';
import { lineIn, lineParameter, understood } from './search-line.js';

/** `/search?q=red nexon in pune`: leads to the listing that the words mean. What they don't mean is said there, and the line can be corrected. */
export function searchRoute(app: FastifyInstance, { slugs }: { readonly slugs: Pick<Slugs, 'known'> }): void {
  app.get('/search', { schema: { hide: true } }, async (request, reply) => {
    const line = lineIn(new QueryString(rawQuery(request)));
    const { tokens } = await slugs.known();
    const { filters, notUnderstood } = understood(tokens, line);
    const address = addressOfFilters(tokens, filters);
    const kept = String(new URLSearchParams({ [lineParameter]: line }));
    const query = notUnderstood.length === 0 ? '' : `${address.includes('?') ? '&' : '?'}${kept}`;
    // Words may mean something else tomorrow.
    return reply.header('cache-control', 'no-cache').redirect(address + query, 302);
  });
}
