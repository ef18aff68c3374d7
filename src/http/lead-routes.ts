import type { FastifyInstance } from 'fastify';
import { proofSeconds } from '../leads/leads.js';
import { LeadCookies } from '../visit/lead-cookies.js';
import { Visitors } from '../visit/visitors.js';
import { leadCodeFrom, newLeadFrom } from './lead-bodies.js';
import { beginProblems, wrongCode } from './lead-problems.js';
import type { LeadRouteParts } from './lead-route-parts.js';
import { changeRefusals, leadBodyLimit } from './lead-route-parts.js';
import { badParameters, sendProblem } from './problem.js';

export function consentRoute(app: FastifyInstance, { desk }: LeadRouteParts): void {
  const schema = {
    tags: ['leads'],
    summary: 'What somebody agrees to who leaves a number',
    response: { 200: { $ref: 'Consent#' }, 503: { $ref: 'Problem#' } },
  };
  app.get('/leads/consent', { schema }, (_request, reply) => reply.send(desk().leads.consent));
}

/** `POST /leads` and `POST /leads/confirm`: no answer tells whether a number is known. */
export function leadRoutes(scope: FastifyInstance, { desk, publicUrl }: LeadRouteParts): void {
  const visitors = new Visitors(publicUrl);
  const cookies = new LeadCookies(publicUrl);
  scope.post('/leads', { schema: beginSchema, bodyLimit: leadBodyLimit }, async (request, reply) => {
    const { leads } = desk();
    const parsed = newLeadFrom(request.body);
    if (!parsed.ok) return sendProblem(reply, badParameters(parsed.problem));
    const begun = await leads.begin(parsed.value);
    if (!begun.ok) return sendProblem(reply, beginProblems[begun.problem]);
    const { token, expiresInSeconds } = begun.value;
    return reply
      .code(202)
      .header('cache-control', 'no-store')
      .send({ lead: token, expires_in: expiresInSeconds });
  });
  scope.post(
    '/leads/confirm',
    { schema: confirmSchema, bodyLimit: leadBodyLimit },
    async (request, reply) => {
      const { leads } = desk();
      const parsed = leadCodeFrom(request.body);
      if (!parsed.ok) return sendProblem(reply, badParameters(parsed.problem));
      const { lead, code } = parsed.value;
      const visitor = visitors.of(request);
      const proof = await leads.confirm([lead], code, visitor);
      if (proof === null) return sendProblem(reply, wrongCode);
      visitors.remember(request, reply, visitor);
      cookies.writeProof(request, reply, proof, proofSeconds);
      return reply.header('cache-control', 'no-store').send({ proof });
    },
  );
}

const beginSchema = {
  tags: ['leads'],
  summary: 'Leaves a mobile number, which is sent a code; the answer is the same for every number',
  body: { $ref: 'NewLead#' },
  response: {
    202: { $ref: 'BegunLead#' },
    ...changeRefusals,
    404: { $ref: 'Problem#' },
    410: { $ref: 'Problem#' },
  },
};

const confirmSchema = {
  tags: ['leads'],
  summary: 'Confirms a number by its code; sent again, the answer is the same',
  body: { $ref: 'LeadCode#' },
  response: { 200: { $ref: 'LeadProof#' }, ...changeRefusals },
};
