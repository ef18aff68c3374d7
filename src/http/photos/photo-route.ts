import type { FastifyInstance } from 'fastify';
import { samplePhotoFromName } from '../../catalog/sample-photo.js';
import { sendProblem } from '../problem.js';
import { sendReady } from '../../visit/ready-answer.js';
import { drawSamplePhoto } from './draw-sample-photo.js';

/** Photos of sample cars, drawn when they are asked for. */
export function photoRoute(app: FastifyInstance): void {
  const schema = {
    tags: ['photos'],
    summary: 'The photo of a sample car, drawn',
    params: {
      type: 'object',
      properties: { name: { type: 'string', description: 'As in `suv-white-side-17.svg`.' } },
    },
    response: {
      200: { description: 'SVG', content: { 'image/svg+xml': { schema: { type: 'string' } } } },
      404: { $ref: 'Problem#' },
    },
  };
  app.get<{ Params: { name: string } }>('/photos/:name', { schema }, (request, reply) => {
    const photo = samplePhotoFromName(request.params.name);
    if (photo === null)
      return sendProblem(reply, { status: 404, title: 'Not Found', detail: 'There is no such photo.' });
    return sendReady(request, reply, { headers: photoHeaders, body: drawSamplePhoto(photo) });
  });
}

const photoHeaders = [
  ...['content-type', 'image/svg+xml'],
  ...['cache-control', 'public, max-age=31536000, immutable'],
  // Opened as a page of its own, an SVG could run scripts: this one has none, and may have none.
  ...['content-security-policy', "default-src 'none'; style-src 'unsafe-inline'"],
  ...['x-content-type-options', 'nosniff'],
];
