import type { FastifyInstance, FastifyReply } from 'fastify';
import type { TestDrive } from '../leads/test-drive.js';
import { proofOf } from '../visit/lead-cookies.js';
import { Visitors } from '../visit/visitors.js';
import { carIdFrom } from '../catalog/car.js';
import { carParameters } from './car-routes.js';
import { movedTestDriveFrom, newTestDriveFrom } from './lead-bodies.js';
import { bookProblem, moveProblem, noSuchTestDrive } from './lead-problems.js';
import type { LeadRouteParts } from './lead-route-parts.js';
import { changeRefusals, leadBodyLimit } from './lead-route-parts.js';
import { tokenParameters } from './lead-schemas.js';
import { badParameters, noSuchCar, sendProblem } from './problem.js';
import { slotsBody, testDriveBody } from './test-drive-body.js';

interface CarAddress {
  Params: { id: string };
}
interface TokenAddress {
  Params: { token: string };
}

/** What anybody may ask: the slots of a car, and a test drive by its link. */
export function readTestDriveRoutes(app: FastifyInstance, { desk }: LeadRouteParts): void {
  app.get<CarAddress>('/cars/:id/test-drives', { schema: slotsSchema }, async (request, reply) => {
    const { testDrives } = desk();
    const id = carIdFrom(request.params.id);
    if (id === null) return sendProblem(reply, noSuchCar);
    const days = await testDrives.days(id);
    if (!days.ok) return sendProblem(reply, bookProblem(days.problem));
    return reply.header('cache-control', 'no-store').send(slotsBody(days.value));
  });
  app.get<TokenAddress>('/test-drives/:token', { schema: findSchema }, async (request, reply) => {
    const drive = await desk().testDrives.find(request.params.token);
    return drive === null ? sendProblem(reply, noSuchTestDrive) : sendTestDrive(reply, drive);
  });
}

export function changeTestDriveRoutes(scope: FastifyInstance, { desk, publicUrl }: LeadRouteParts): void {
  const visitors = new Visitors(publicUrl);
  const bodyLimit = leadBodyLimit;
  scope.post<CarAddress>(
    '/cars/:id/test-drives',
    { schema: bookSchema, bodyLimit },
    async (request, reply) => {
      const { testDrives } = desk();
      const id = carIdFrom(request.params.id);
      if (id === null) return sendProblem(reply, noSuchCar);
      const parsed = newTestDriveFrom(request.body);
      if (!parsed.ok) return sendProblem(reply, badParameters(parsed.problem));
      const proof = parsed.value.proof || proofOf(request);
      const visitor = visitors.of(request);
      const booked = await testDrives.book(id, parsed.value.starts_at, proof, visitor);
      if (!booked.ok) return sendProblem(reply, bookProblem(booked.problem));
      visitors.remember(request, reply, visitor);
      return sendTestDrive(reply.code(201), booked.value);
    },
  );
  scope.post<TokenAddress>(
    '/test-drives/:token/move',
    { schema: moveSchema, bodyLimit },
    async (request, reply) => {
      const { testDrives } = desk();
      const parsed = movedTestDriveFrom(request.body);
      if (!parsed.ok) return sendProblem(reply, badParameters(parsed.problem));
      const moved = await testDrives.move(request.params.token, parsed.value.starts_at);
      return moved.ok ? sendTestDrive(reply, moved.value) : sendProblem(reply, moveProblem(moved.problem));
    },
  );
  scope.post<TokenAddress>(
    '/test-drives/:token/cancel',
    { schema: cancelSchema, bodyLimit },
    async (request, reply) => {
      const drive = await desk().testDrives.cancel(request.params.token);
      return drive === null ? sendProblem(reply, noSuchTestDrive) : sendTestDrive(reply, drive);
    },
  );
}

/** The link is as good as a key: it is kept nowhere on the way, and told to no other site. */
function sendTestDrive(reply: FastifyReply, drive: TestDrive): FastifyReply {
  return reply
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .send(testDriveBody(drive));
}

const tags = ['leads'];
const problem = { $ref: 'Problem#' };
const testDrive = { $ref: 'TestDrive#' };

const slotsSchema = {
  tags,
  summary: 'When a test drive of a car can begin, in the next seven days',
  params: carParameters,
  response: { 200: { $ref: 'TestDriveSlots#' }, 404: problem, 410: problem, 503: problem },
};

const bookSchema = {
  tags,
  summary: 'Books a test drive; again for the same slot, it is the same one',
  params: carParameters,
  body: { $ref: 'NewTestDrive#' },
  response: { 201: testDrive, ...changeRefusals, 404: problem, 409: problem, 410: problem },
};

const findSchema = {
  tags,
  summary: 'A test drive, by its link',
  params: tokenParameters,
  response: { 200: testDrive, 404: problem, 503: problem },
};

const moveSchema = {
  tags,
  summary: 'Moves a test drive to another slot; the answer has its new link',
  params: tokenParameters,
  body: { $ref: 'MovedTestDrive#' },
  response: { 200: testDrive, ...changeRefusals, 404: problem, 409: problem },
};

const cancelSchema = {
  tags,
  summary: 'Cancels a test drive that is still to come, and answers how it stands',
  params: tokenParameters,
  response: { 200: testDrive, ...changeRefusals, 404: problem },
};
