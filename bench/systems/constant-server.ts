import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';

/*
 * The ceiling: a body that is always the same, with as many headers as a listing has. `fastify` or `node` as the argument; how many
 * bytes comes as a message, for each load has answers of another size.
 */

let body = '';

const headers = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'public, max-age=0, must-revalidate',
  'x-cache': 'hit',
  'x-position': '0/1A2B3C4D',
  'server-timing': 'parse;dur=0.010, near;dur=0.010',
  etag: '"2jmj7l5rSw0yVb_vlWAYkK_YBwk"',
};

process.on('message', ({ bytes }: { readonly bytes: number }) => {
  const start = '{"count":1,"results":["';
  body = `${start}${'x'.repeat(Math.max(0, bytes - start.length - 3))}"]}`;
});
process.on('disconnect', () => process.exit());

if (process.argv[2] === 'fastify') {
  const app = Fastify({ keepAliveTimeout: 72_000 });
  app.get('/listing/', (_request, reply) => reply.headers(headers).send(body));
  await app.listen({ port: 0, host: '127.0.0.1' });
  ready(app.server.address() as AddressInfo);
} else {
  const server = createServer({ keepAliveTimeout: 72_000 }, (_request, response) => {
    response.writeHead(200, { ...headers, 'content-length': body.length });
    response.end(body);
  });
  server.listen(0, '127.0.0.1', () => {
    ready(server.address() as AddressInfo);
  });
}

function ready({ port }: AddressInfo): void {
  process.stdout.write(`ready http://localhost:${port}\n`);
}
