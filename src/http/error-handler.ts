import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { codeOf, ForecourtError, messageOf } from '../shared/errors.js';
import { Spell } from '../shared/spell.js';
import type { KnownPaths } from './known-paths.js';
import type { Problem } from './problem.js';
import { problemText, sendProblem } from './problem.js';

/** Answers a request with what is wrong. */
export type Tell = (request: FastifyRequest, reply: FastifyReply, problem: Problem) => FastifyReply;
/** Answers a person with a page, in words of its own: what a problem document says is for who writes programs. */
export type TellPerson = (reply: FastifyReply, status: number) => FastifyReply;

/** Browsers get a page, programs a problem document. */
export function tellBy(tellPerson: TellPerson): Tell {
  return (request, reply, problem) =>
    isBrowser(request) ? tellPerson(reply, problem.status) : sendProblem(reply, problem);
}

/** The one place where errors become statuses. A 5xx never says what went wrong inside; the log does. */
export function handleErrors(app: FastifyInstance, paths: KnownPaths, tell: Tell): void {
  const spell = new Spell();
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const problem = problemOf(error, request);
    if (problem.status >= 500) {
      logFailure(error, request, spell);
      void reply.header('retry-after', '1');
    }
    return tell(request, reply, problem);
  });
  app.setNotFoundHandler((request, reply) => {
    const problem = problemAt(request, paths);
    if (problem.allow !== '') void reply.header('allow', problem.allow);
    return tell(request, reply, problem);
  });
}

/** Browsers that open an address say that they take pages; scripts and programs as a rule take anything. */
function isBrowser({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes('text/html') === true;
}

/** Expected outcomes are no news; the same trouble of many requests is said once; what nobody expected, each time. */
function logFailure(error: unknown, { id, log }: FastifyRequest, spell: Spell): void {
  const code = codeOf(error);
  if (code === null) log.error({ err: error, request: id }, 'request failed');
  else if (code === notReached || !spell.begins(code)) log.debug({ code }, messageOf(error));
  else log.warn({ code }, `requests fail: ${messageOf(error)}`);
}

const notReached = 'LISTING_POSITION_NOT_REACHED';

/** Why nothing answers here; `allow`: the methods that something here does take, if any. */
function problemAt(request: FastifyRequest, paths: KnownPaths): Problem & { readonly allow: string } {
  const methods = paths.methodsAt(request.originalUrl);
  const allow = methods.join(', ');
  // A route may take the method, and have nothing for this address.
  return methods.length === 0 || methods.includes(request.method)
    ? {
        status: 404,
        title: 'Not Found',
        detail: 'There is nothing here; /docs shows what there is.',
        allow: '',
      }
    : { status: 405, title: 'Method Not Allowed', detail: `This takes ${allow}.`, allow };
}

function problemOf(error: unknown, { routeOptions }: FastifyRequest): Problem {
  if (error instanceof ForecourtError) {
    const detail =
      error.code === notReached
        ? 'The index has not reached min_position yet; ask again.'
        : 'This can not be answered at the moment; ask again.';
    return { status: 503, title: 'Service Unavailable', detail };
  }
  const problem = refusal(statusOf(error));
  if (error instanceof Error && 'code' in error && notJson.has(error.code))
    return { ...problem, detail: 'The body is not JSON.' };
  return problem.status === 413
    ? {
        ...problem,
        detail: `The body is too large: ${routeOptions.bodyLimit / 1024} kB are taken here at most.`,
      }
    : problem;
}

/** Fastify's codes for a body that is said to be JSON. */
const notJson: ReadonlySet<unknown> = new Set([
  'FST_ERR_CTP_INVALID_JSON_BODY',
  'FST_ERR_CTP_EMPTY_JSON_BODY',
]);

/** Whether the client did something wrong, as Fastify says; else it is trouble of ours. */
export function isRefusal(error: unknown): boolean {
  return !(error instanceof ForecourtError) && statusOf(error) < 500;
}

/** Fastify's own errors carry the status of what the client did wrong. */
function statusOf(error: unknown): number {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

/** What a refusal says. Fastify's own words would repeat what was sent. */
const details: Readonly<Record<number, string>> = {
  400: 'The address or the body is not well-formed.',
  413: 'The body is too large.',
  414: 'The address is too long.',
  415: 'This content-type is not taken.',
  431: 'The address or a header is too long.',
  500: 'Something went wrong here; it has been logged.',
};

export function refusal(status: number): Problem {
  const title = STATUS_CODES[status] ?? 'Error';
  return { status, title, detail: details[status] ?? `${title}.` };
}

/** What is sent where a request could not even be parsed: there is no reply object yet. */
export function rawProblem({ status, title, detail }: Problem): string {
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
