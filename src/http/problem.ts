import type { SlugProblem } from '../catalog/slug-problem.js';
import type { FastifyReply } from 'fastify';
import type { ParameterProblem } from '../catalog/parse-request.js';

/** An error as RFC 9457 wants it told. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** The parameters at fault, and what each takes. */
  readonly parameters?: readonly ParameterProblem[];
}

export const problemSchema = {
  $id: 'Problem',
  type: 'object',
  description: 'An error, as RFC 9457 tells it.',
  required: ['type', 'title', 'status', 'detail'],
  additionalProperties: false,
  properties: {
    type: { type: 'string', enum: ['about:blank'] },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    parameters: {
      type: 'array',
      description: 'The parameters at fault, and what each takes.',
      items: {
        type: 'object',
        required: ['parameter', 'message'],
        additionalProperties: false,
        properties: { parameter: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
} as const;

/** The document's text. */
export function problemText({ status, title, detail, parameters }: Problem): string {
  return JSON.stringify({
    type: 'about:blank',
    title,
    status,
    detail,
    ...(parameters === undefined ? {} : { parameters }),
  });
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply
    .code(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(problemText(problem));
}

/** 400: parameters that do not parse, all of them named. */
export function badParameters(parameters: readonly ParameterProblem[]): Problem {
  const detail = parameters.map(({ parameter, message }) => `${parameter} ${message}`).join('; ');
  return { status: 400, title: 'Bad Request', detail: `${detail}.`, parameters };
}

export const noSuchCar: Problem = {
  status: 404,
  title: 'Not Found',
  detail: 'There is no car with this id.',
};

/** A slug with a word that nobody knows. */
export function noSuchSlug({ message }: SlugProblem): Problem {
  const parameters = [{ parameter: 'slug', message }];
  return { status: 404, title: 'Not Found', detail: message, parameters };
}
