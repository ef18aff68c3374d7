import type { FastifyInstance, FastifyReply } from 'fastify';

/** A path with a slash at its end, that names no host, and the query. */
const slashAtEnd = /^(\/(?![/\\])[^?]*)\/(\?.*)?$/s;

/** Each page has one address, without a slash at its end: who asks with one is sent there. Forms are taken as they are. */
export function redirectLastSlash(scope: FastifyInstance): void {
  scope.addHook('onRequest', async (request, reply): Promise<FastifyReply | undefined> => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
    const [, path, query = ''] = slashAtEnd.exec(request.originalUrl) ?? [];
    if (path === undefined) return undefined;
    // Some addresses are as good as a key: no cache keeps them.
    return reply.header('cache-control', 'no-store').redirect(path + query, 301);
  });
}
