import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ForecourtError, messageOf } from '../shared/errors.js';
import type { Problem } from './problem.js';
import { problemText, sendProblem } from './problem.js';

/** The one place where errors become statuses. A 5xx never says what went wrong inside; the log does. */
export function handleErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => answerError(error, request, reply));
  app.setNotFoundHandler((_request, reply) =>
    sendProblem(reply, {
      status: 404,
      title: 'Not Found',
      detail: 'There is nothing here; /docs shows what there is.',
    }),
  );
}

async function answerError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const problem = problemOf(error);
  if (problem.status >= 500) {
    request.log.error({ err: error }, 'request failed');
    void reply.header('retry-after', '1');
  }
  return sendProblem(reply, problem);
}

function problemOf(error: unknown): Problem {
  if (error instanceof ForecourtError) {
    const detail =
      error.code === 'LISTING_POSITION_NOT_REACHED'
        ? 'The index has not reached min_position yet; ask again.'
        : 'This can not be answered at the moment; ask again.';
    return { status: 503, title: 'Service Unavailable', detail };
  }
  const status = statusOf(error);
  const title = STATUS_CODES[status] ?? 'Error';
  return {
    status,
    title,
    detail: status < 500 ? messageOf(error) : 'Something went wrong here; it has been logged.',
  };
}

/** Fastify's own errors carry the status of what the client did wrong. */
function statusOf(error: unknown): number {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

/** What is sent where a request could not even be parsed: there is no reply object yet. */
export function rawProblem(status: number, detail: string): string {
  const title = STATUS_CODES[status] ?? 'Error';
  const body = problemText({ status, title, detail });
  return [
    `HTTP/1.1 ${status} ${title}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
