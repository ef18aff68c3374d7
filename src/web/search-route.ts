import type { FastifyInstance } from 'fastify';
import { understand } from '../catalog/search/understand.js';
import type { Slugs } from '../listing/slugs.js';
import { rawQuery } from '../visit/link-origin.js';
import { QueryString } from '../visit/query-string.js';
import { addressOfFilters } from './listing-address.js';

/** `/search?q=red nexon in pune`: leads to the listing that the words mean; what they don't mean is said there. */
export function searchRoute(app: FastifyInstance, { slugs }: { readonly slugs: Pick<Slugs, 'known'> }): void {
  app.get('/search', { schema: { hide: true } }, async (request, reply) => {
    const text = new QueryString(rawQuery(request)).getAll('q').join(' ');
    const { tokens } = await slugs.known();
    const { filters, notUnderstood } = understand(tokens, text, { thisYear: new Date().getFullYear() });
    const address = addressOfFilters(tokens, filters);
    const rest = notUnderstood.map((word) => String(new URLSearchParams({ not_understood: word })));
    const query = rest.length === 0 ? '' : `${address.includes('?') ? '&' : '?'}${rest.join('&')}`;
    // Words may mean something else tomorrow.
    return reply.header('cache-control', 'no-cache').redirect(address + query, 302);
  });
}
