import type { FastifyInstance } from 'fastify';
import Fastify from 'fastify';
import { afterAll, describe, expect, it } from 'vitest';
import { samplePhotoUrl } from '../../catalog/sample-photo.js';
import { problemSchema } from '../problem.js';
import { drawSamplePhoto } from './draw-sample-photo.js';
import { photoRoute } from './photo-route.js';

const app = photoApp();
afterAll(() => app.close());

function photoApp(): FastifyInstance {
  const bare = Fastify();
  bare.addSchema(problemSchema);
  photoRoute(bare);
  return bare;
}

const photo = { body: 'pickup', paint: 'green', view: 'rear', scene: 42 } as const;

describe('GET /photos/:name', () => {
  it('answers with the drawing, to be kept for ever and never to run anything', async () => {
    const response = await app.inject(samplePhotoUrl(photo));
    expect(response.statusCode).toBe(200);
    expect(response.body).toBe(drawSamplePhoto(photo));
    expect(response.headers).toMatchObject({
      'content-type': 'image/svg+xml',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      'x-content-type-options': 'nosniff',
    });
  });

  it('sends the same ETag again, and 304 to who has it', async () => {
    const { headers } = await app.inject(samplePhotoUrl(photo));
    const again = await app.inject({
      url: samplePhotoUrl(photo),
      headers: { 'if-none-match': String(headers.etag) },
    });
    expect([again.statusCode, again.body]).toEqual([304, '']);
    expect(again.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it('answers HEAD without a body', async () => {
    const response = await app.inject({ method: 'HEAD', url: samplePhotoUrl(photo) });
    expect([response.statusCode, response.body]).toEqual([200, '']);
    expect(response.headers['content-length']).toBe(String(Buffer.byteLength(drawSamplePhoto(photo))));
  });

  it.each([
    'suv-white-side-07.svg',
    'suv-white-side-100.svg',
    'suv-white-side-17.png',
    'tank-white-side-17.svg',
    '..%2F..%2Fpackage.json',
    '%3Cscript%3E',
    '1',
  ])('answers 404 to %s, with a problem document that is not kept', async (name) => {
    const response = await app.inject(`/photos/${name}`);
    expect(response.statusCode).toBe(404);
    expect(response.headers['content-type']).toContain('application/problem+json');
    expect(response.headers['cache-control']).toBe('no-store');
    expect(response.json()).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'There is no such photo.',
    });
  });
});
