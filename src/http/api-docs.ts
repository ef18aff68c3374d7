import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

/** A filling-station price post, for the tab of `/docs`. */
const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#14532d"/><path d="M5 13V3h6M5 8h5" stroke="#fff" stroke-width="2" fill="none"/></svg>';

/** `/openapi.json`, made from the schemas of the routes that follow, and `/docs`, which shows it. */
export async function describeApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Forecourt',
        version: '1',
        description: 'Pre-owned cars: filtered, ordered, counted, exact.',
      },
      tags: [
        { name: 'listing', description: 'Many cars' },
        { name: 'cars', description: 'One car' },
        { name: 'leads', description: 'Numbers of buyers, and test drives' },
        { name: 'events', description: 'What buyers do' },
        { name: 'photos', description: 'Drawn pictures of sample cars' },
        { name: 'operation', description: 'For who runs it' },
      ],
    },
    refResolver: {
      buildLocalReference: (json, _base, _fragment, at) =>
        typeof json.$id === 'string' ? json.$id : `def-${at}`,
    },
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    // Without the bar on top, which shows others' logos.
    uiConfig: { layout: 'BaseLayout' },
    theme: {
      title: 'Forecourt',
      favicon: [{ filename: 'icon.svg', rel: 'icon', type: 'image/svg+xml', sizes: 'any', content: icon }],
    },
  });
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
}
