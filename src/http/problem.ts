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
  /** When free slots begin that could be taken instead. */
  readonly next?: readonly string[];
  /** Where that stands which is in the way. */
  readonly link?: string;
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
    next: {
      type: 'array',
      description: 'When free slots begin that could be taken instead.',
      items: { type: 'string', format: 'date-time' },
    },
    link: { type: 'string', description: 'Where that stands which is in the way.' },
  },
} as const;

/** The document's text. */
export function problemText({ status, title, detail, parameters, next, link }: Problem): string {
  // What is undefined is left out.
  return JSON.stringify({ type: 'about:blank', title, status, detail, parameters, next, link });
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

/** It was sold or withdrawn. */
export const goneCar: Problem = {
  status: 410,
  title: 'Gone',
  detail: 'This car is no longer for sale.',
};

/** A slug with a word that nobody knows. */
export function noSuchSlug({ message }: SlugProblem): Problem {
  const parameters = [{ parameter: 'slug', message }];
  return { status: 404, title: 'Not Found', detail: message, parameters };
}

export const tooManyRequests: Problem = {
  status: 429,
  title: 'Too Many Requests',
  detail: 'These are more requests at once than people make; come again later.',
};
