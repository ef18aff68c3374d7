import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { JSX } from 'preact';
import type { Car } from '../../catalog/car.js';
import { carIdFrom } from '../../catalog/car.js';
import type { LeadDesk } from '../../leads/desk.js';
import type { BeginProblem } from '../../leads/leads.js';
import { proofSeconds } from '../../leads/leads.js';
import type { SlotDay, TestDrive } from '../../leads/test-drive.js';
import type { Cars } from '../../listing/cars.js';
import { isFromOtherSite } from '../../visit/cross-site.js';
import { codeTokenOf, LeadCookies, proofOf } from '../../visit/lead-cookies.js';
import { positionSeen } from '../../visit/position-cookie.js';
import type { RequestLimits } from '../../visit/request-limits.js';
import { limitRequests } from '../../visit/request-limits.js';
import { Visitors } from '../../visit/visitors.js';
import type { PageSender } from '../page-sender.js';
import { problemPage } from '../problem-pages.js';
import { unlistedPage } from '../unlisted-page.js';
import { slotFrom } from './slot-words.js';
import { BookedBody, CodeForm, NumberForm, ownAddress, SlotForm } from './test-drive-pages.js';

export interface TestDrivePagesParts {
  /** Null: there is no secret to keep numbers under. */
  readonly desk: LeadDesk | null;
  readonly cars: Pick<Cars, 'find'>;
  readonly limits: RequestLimits;
  readonly sender: PageSender;
  /** As visitors reach this server; null: as the request says. */
  readonly publicUrl: string | null;
}

interface CarAddress {
  Params: { id: string };
}
interface OwnAddress {
  Params: { token: string };
}

const bodyLimit = 4 * 1_024;
const options = { schema: { hide: true } };

/**
 * From a car to a booked test drive in three forms: a number, its code, a time. Each answers by leading to the next one, so that "reload" and
 * "back" send nothing twice. Forms of other sites are refused.
 */
export async function testDriveRoutes(app: FastifyInstance, parts: TestDrivePagesParts): Promise<void> {
  const { desk, sender } = parts;
  await app.register(async (scope) => {
    if (desk === null) {
      const closed = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
        sender.send(request, reply, closedPage);
      for (const path of ['/user-cars/:id/test-drive', '/user-cars/:id/test-drive/*', '/your-test-drive/*'])
        scope.all(path, options, closed);
      return;
    }
    const route = new TestDriveRoute(parts, desk);
    scope.get<CarAddress>('/user-cars/:id/test-drive', options, (...both) => route.start(...both));
    scope.get<CarAddress>('/user-cars/:id/test-drive/number', options, (...both) => route.askNumber(...both));
    scope.get<CarAddress>('/user-cars/:id/test-drive/code', options, (...both) => route.askCode(...both));
    scope.get<OwnAddress>('/your-test-drive/:token', options, (...both) => route.show(...both));
    await scope.register(async (forms) => {
      forms.addHook('onRequest', async (request, reply): Promise<FastifyReply | undefined> =>
        isFromOtherSite(request, parts.publicUrl) ? sender.send(request, reply, otherSitePage) : undefined,
      );
      await limitRequests(forms, parts.limits, (request, reply) => sender.send(request, reply, tooManyPage));
      const sent = { ...options, bodyLimit };
      forms.post<CarAddress>('/user-cars/:id/test-drive', sent, (...both) => route.book(...both));
      forms.post<CarAddress>('/user-cars/:id/test-drive/number', sent, (...both) =>
        route.takeNumber(...both),
      );
      forms.post<CarAddress>('/user-cars/:id/test-drive/code', sent, (...both) => route.takeCode(...both));
      forms.post<OwnAddress>('/your-test-drive/:token/move', sent, (...both) => route.move(...both));
      forms.post<OwnAddress>('/your-test-drive/:token/cancel', sent, (...both) => route.cancel(...both));
    });
  });
}

type CarRequest = FastifyRequest<CarAddress>;
type OwnRequest = FastifyRequest<OwnAddress>;

class TestDriveRoute {
  readonly #parts: TestDrivePagesParts;
  readonly #desk: LeadDesk;
  readonly #cookies: LeadCookies;
  readonly #visitors: Visitors;

  constructor(parts: TestDrivePagesParts, desk: LeadDesk) {
    this.#parts = parts;
    this.#desk = desk;
    this.#cookies = new LeadCookies(parts.publicUrl);
    this.#visitors = new Visitors(parts.publicUrl);
  }

  /** The times, to who has confirmed a number before; else the number is asked for first. */
  async start(request: CarRequest, reply: FastifyReply): Promise<FastifyReply> {
    if (proofOf(request) === '') return this.askNumber(request, reply);
    return this.#withCar(request, reply, async (car) => {
      const days = await this.#daysOf(car);
      return this.#send(reply, 200, <SlotForm car={car} days={days} problem={null} />);
    });
  }

  async askNumber(request: CarRequest, reply: FastifyReply): Promise<FastifyReply> {
    return this.#withCar(request, reply, (car) => this.#sendNumberForm(reply, car, null));
  }

  async takeNumber(request: CarRequest, reply: FastifyReply): Promise<FastifyReply> {
    return this.#withCar(request, reply, async (car) => {
      const { leads } = this.#desk;
      const mobile = fieldOf(request.body, 'mobile');
      const begun = await leads.begin({ carId: car.id, mobile, consent: fieldOf(request.body, 'consent') });
      if (!begun.ok) return this.#sendNumberForm(reply, car, numberProblems[begun.problem]);
      this.#cookies.writeCodeToken(request, reply, begun.value.token, begun.value.expiresInSeconds);
      return reply.redirect(`${car.link}/test-drive/code`, 303);
    });
  }

  async askCode(request: CarRequest, reply: FastifyReply): Promise<FastifyReply> {
    // Nobody was sent one.
    if (codeTokenOf(request) === '') return this.askNumber(request, reply);
    return this.#withCar(request, reply, (car) =>
      this.#send(reply, 200, <CodeForm car={car} problem={null} />),
    );
  }

  async takeCode(request: CarRequest, reply: FastifyReply): Promise<FastifyReply> {
    return this.#withCar(request, reply, async (car) => {
      const visitor = this.#visitors.of(request);
      const code = fieldOf(request.body, 'code');
      const proof = await this.#desk.leads.confirm(codeTokenOf(request), code, visitor);
      // The second of two clicks: the first has used the code up, and brought the proof.
      if (proof === null && proofOf(request) !== '') return reply.redirect(`${car.link}/test-drive`, 303);
      if (proof === null) return this.#send(reply, 400, <CodeForm car={car} problem={wrongCode} />);
      this.#visitors.remember(request, reply, visitor);
      this.#cookies.writeProof(request, reply, proof, proofSeconds);
      return reply.redirect(`${car.link}/test-drive`, 303);
    });
  }

  async book(request: CarRequest, reply: FastifyReply): Promise<FastifyReply> {
    return this.#withCar(request, reply, async (car) => {
      const { testDrives } = this.#desk;
      const visitor = this.#visitors.of(request);
      const startsAtMs = slotFrom(fieldOf(request.body, 'starts_at'));
      const booked = await testDrives.book(car.id, startsAtMs, proofOf(request), visitor);
      if (booked.ok) {
        this.#visitors.remember(request, reply, visitor);
        return reply.redirect(ownAddress(booked.value), 303);
      }
      const { problem } = booked;
      switch (problem.kind) {
        case 'unproven':
          return reply.redirect(`${car.link}/test-drive/number`, 303);
        case 'has-another':
          return reply.redirect(ownAddress(problem.drive), 303);
        case 'taken':
        case 'no-slot': {
          const days = await this.#daysOf(car);
          const form = <SlotForm car={car} days={days} problem={slotProblems[problem.kind]} />;
          return this.#send(reply, problem.kind === 'taken' ? 409 : 400, form);
        }
        case 'unknown-car':
        case 'gone-car':
          return reply.redirect(car.link, 303);
      }
    });
  }

  async show(request: OwnRequest, reply: FastifyReply): Promise<FastifyReply> {
    const drive = await this.#desk.testDrives.find(request.params.token);
    return this.#sendDrive(request, reply, drive, null);
  }

  async move(request: OwnRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { testDrives } = this.#desk;
    const { token } = request.params;
    const moved = await testDrives.move(token, slotFrom(fieldOf(request.body, 'starts_at')));
    if (moved.ok) return reply.redirect(ownAddress(moved.value), 303);
    const { kind } = moved.problem;
    const problem = kind === 'taken' || kind === 'no-slot' ? slotProblems[kind] : null;
    return this.#sendDrive(request, reply, await testDrives.find(token), problem);
  }

  async cancel(request: OwnRequest, reply: FastifyReply): Promise<FastifyReply> {
    const drive = await this.#desk.testDrives.cancel(request.params.token);
    if (drive === null) return this.#sendDrive(request, reply, null, null);
    return reply.redirect(ownAddress(drive), 303);
  }

  async #sendDrive(
    request: FastifyRequest,
    reply: FastifyReply,
    drive: TestDrive | null,
    problem: string | null,
  ): Promise<FastifyReply> {
    if (drive === null) return this.#parts.sender.send(request, reply, unknownLinkPage);
    const found = await this.#parts.cars.find(drive.carId, positionSeen(request));
    const car = found.kind === 'live' ? (JSON.parse(found.text) as Car) : null;
    const days = car === null ? [] : await this.#daysOf(car);
    const body = <BookedBody car={car} drive={drive} days={days} problem={problem} />;
    return this.#send(reply, problem === null ? 200 : 409, body);
  }

  #sendNumberForm(reply: FastifyReply, car: Car, problem: string | null): FastifyReply {
    const { consent } = this.#desk.leads;
    const form = <NumberForm car={car} consent={consent} problem={problem} />;
    return this.#send(reply, problem === null ? 200 : 400, form);
  }

  /** Of a car that is sold or was never there, its page says so. */
  async #withCar(
    request: CarRequest,
    reply: FastifyReply,
    answer: (car: Car) => Promise<FastifyReply> | FastifyReply,
  ): Promise<FastifyReply> {
    const id = carIdFrom(request.params.id);
    const found = id === null ? null : await this.#parts.cars.find(id, positionSeen(request));
    if (found?.kind === 'live') return answer(JSON.parse(found.text) as Car);
    return reply.redirect(`/user-cars/${id ?? 0}`, 303);
  }

  async #daysOf({ id }: Car): Promise<readonly SlotDay[]> {
    const days = await this.#desk.testDrives.days(id);
    return days.ok ? days.value : [];
  }

  /** Such pages are of one visitor and one moment: nobody keeps them, and no other site is told their address. */
  #send(reply: FastifyReply, status: number, body: JSX.Element): FastifyReply {
    const title = 'Test drive';
    return this.#parts.sender.sendOnce(reply, unlistedPage({ status, title, description: title, body }));
  }
}

/** What a form says of a field, once; anything else counts as nothing. */
function fieldOf(body: unknown, name: string): string {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
  return typeof value === 'string' ? value : '';
}

const numberProblems: Readonly<Record<BeginProblem, string>> = {
  'no-mobile-number':
    'This is no mobile number. Ten digits as in 98765 43210, or the whole number beginning with +.',
  'other-consent': 'Without your consent we may not keep your number. The text may have changed meanwhile.',
  'unknown-car': 'This car is not there any more.',
  'gone-car': 'This car has just been sold.',
};

const wrongCode = 'This code is not the one, or it is too old. Look again, or ask for another one.';

const slotProblems: Readonly<Record<'taken' | 'no-slot', string>> = {
  taken: 'Somebody was a moment faster: this time is taken. These are free.',
  'no-slot': 'Please choose one of these times.',
};

const closedPage = problemPage(503, 'Test drives can not be booked here at the moment', [
  'Please call us, or try again later.',
]);
const otherSitePage = problemPage(403, 'This did not come from our pages', [
  'Please open the form here, and send it again.',
]);
const tooManyPage = problemPage(429, 'That was very much at once', ['Please try again in a minute.']);
const unknownLinkPage = problemPage(404, 'There is no such test drive', [
  'The address may be mistyped or too old.',
]);
