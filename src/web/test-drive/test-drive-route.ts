import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Car, CarCard } from '../../catalog/car.js';
import { carIdFrom, isActive } from '../../catalog/car.js';
import type { Position } from '../../catalog/position.js';
import { later } from '../../catalog/position.js';
import type { LeadDesk } from '../../leads/desk.js';
import type { BegunLead } from '../../leads/leads.js';
import { proofSeconds } from '../../leads/leads.js';
import type { SlotDay, TestDrive } from '../../leads/test-drive.js';
import type { CarAnswer, Cars } from '../../listing/cars.js';
import type { SimilarCars } from '../../listing/similar.js';
import type { Slugs } from '../../listing/slugs.js';
import { isFromOtherSite } from '../../visit/cross-site.js';
import { codeTokensOf, LeadCookies, proofOf } from '../../visit/lead-cookies.js';
import { rawQuery } from '../../visit/link-origin.js';
import { positionSeen, VisitHeaders } from '../../visit/position-cookie.js';
import type { RequestLimits } from '../../visit/request-limits.js';
import { limitRequests } from '../../visit/request-limits.js';
import { Visitors } from '../../visit/visitors.js';
import { crumbsOf } from '../car/car-view.js';
import { nameOfCar } from '../car/car-words.js';
import type { Link } from '../link.js';
import type { Page, PageSender } from '../page-sender.js';
import { problemPage } from '../problem-pages.js';
import type { NumberProblem, NumberSent } from './booking-pages.js';
import { codePage, numberPage, slotPage } from './booking-pages.js';
import type { Instead } from './own-page.js';
import { ownAddress, ownPage, whenOf } from './own-page.js';
import {
  driveProblems,
  lateCode,
  moveProblems,
  noConsent,
  noMobileNumber,
  otherConsent,
  slotProblems,
  wrongCode,
} from './problem-words.js';
import { slotFrom } from './slot-words.js';

export interface TestDrivePagesParts {
  /** Null: there is no secret to keep numbers under. */
  readonly desk: LeadDesk | null;
  readonly cars: Pick<Cars, 'find'>;
  readonly similar: Pick<SimilarCars, 'find'>;
  readonly slugs: Pick<Slugs, 'known'>;
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

/** Why a test drive was not moved: null where how it stands says so. */
interface Refusal {
  readonly message: string | null;
  readonly inTheWay: readonly Link[];
}

const noRefusal: Refusal = { message: null, inTheWay: [] };
const bodyLimit = 4 * 1_024;
const similarShown = 8;
const nothingSent: NumberSent = { mobile: '', consent: '' };
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
      forms.post<CarAddress>('/user-cars/:id/test-drive/code/again', sent, (...both) =>
        route.sendAgain(...both),
      );
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
  readonly #headers: VisitHeaders;

  constructor(parts: TestDrivePagesParts, desk: LeadDesk) {
    this.#parts = parts;
    this.#desk = desk;
    this.#cookies = new LeadCookies(parts.publicUrl);
    this.#visitors = new Visitors(parts.publicUrl);
    this.#headers = new VisitHeaders(parts.publicUrl);
  }

  /** The times, to who has confirmed a number before, or the test drive of this car that they have; else the number is asked for first. */
  async start(request: CarRequest, reply: FastifyReply): Promise<FastifyReply> {
    if (proofOf(request) === '') return this.askNumber(request, reply);
    return this.#withCar(request, reply, async (car) => {
      const drives = await this.#desk.testDrives.toCome(proofOf(request));
      const own = drives.find(({ carId }) => carId === car.id);
      if (own !== undefined) return reply.redirect(ownAddress(own), 303);
      const [days, others] = await Promise.all([this.#daysOf(car), this.#linksTo(drives, request)]);
      return this.#send(reply, slotPage({ car, days, others, refusal: null }));
    });
  }

  async askNumber(request: CarRequest, reply: FastifyReply): Promise<FastifyReply> {
    return this.#withCar(request, reply, (car) => this.#sendNumberPage(reply, car, nothingSent, null));
  }

  async takeNumber(request: CarRequest, reply: FastifyReply): Promise<FastifyReply> {
    return this.#withCar(request, reply, async (car) => {
      const sent = { mobile: fieldOf(request.body, 'mobile'), consent: fieldOf(request.body, 'consent') };
      const begun = await this.#desk.leads.begin({ carId: car.id, ...sent });
      if (begun.ok) return this.#leadToCode(request, reply, car, begun.value, []);
      switch (begun.problem) {
        case 'no-mobile-number':
          return this.#sendNumberPage(reply, car, sent, { field: 'mobile', message: noMobileNumber });
        case 'other-consent': {
          const message = sent.consent === '' ? noConsent : otherConsent;
          return this.#sendNumberPage(reply, car, sent, { field: 'consent', message });
        }
        case 'unknown-car':
        case 'gone-car':
          return reply.redirect(car.link, 303);
      }
    });
  }

  async askCode(request: CarRequest, reply: FastifyReply): Promise<FastifyReply> {
    return this.#withCar(request, reply, (car) => this.#sendCodePage(request, reply, car, '', null));
  }

  /** Another code to the number that is waiting for one; the ones before are good as well. */
  async sendAgain(request: CarRequest, reply: FastifyReply): Promise<FastifyReply> {
    return this.#withCar(request, reply, async (car) => {
      const before = codeTokensOf(request);
      const begun = await this.#desk.leads.sendAgain(before[0] ?? '');
      // Too late for that, or the text that was agreed to has changed: it begins anew.
      if (begun?.ok !== true) return reply.redirect(`${car.link}/test-drive/number`, 303);
      return this.#leadToCode(request, reply, car, begun.value, before);
    });
  }

  #leadToCode(
    request: CarRequest,
    reply: FastifyReply,
    car: Car,
    { token, expiresInSeconds }: BegunLead,
    before: readonly string[],
  ): FastifyReply {
    this.#cookies.writeCodeTokens(request, reply, [token, ...before], expiresInSeconds);
    const query = before.length > 0 ? '?another' : '';
    return reply.redirect(`${car.link}/test-drive/code${query}`, 303);
  }

  /** To who was sent no code, or too long ago, the form that sends one. */
  async #sendCodePage(
    request: CarRequest,
    reply: FastifyReply,
    car: Car,
    code: string,
    problem: string | null,
  ): Promise<FastifyReply> {
    const maskedMobile = await this.#desk.leads.askedNumber(codeTokensOf(request)[0] ?? '');
    if (maskedMobile === null) {
      const late: NumberProblem | null = problem === null ? null : { field: 'mobile', message: lateCode };
      return this.#sendNumberPage(reply, car, nothingSent, late);
    }
    const isAnother = rawQuery(request) === 'another';
    return this.#send(reply, codePage({ car, maskedMobile, isAnother, code, problem }));
  }

  async takeCode(request: CarRequest, reply: FastifyReply): Promise<FastifyReply> {
    return this.#withCar(request, reply, async (car) => {
      const visitor = this.#visitors.of(request);
      const code = fieldOf(request.body, 'code');
      const proof = await this.#desk.leads.confirm(codeTokensOf(request), code, visitor);
      if (proof === null) return this.#sendCodePage(request, reply, car, code, wrongCode);
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
          return this.#send(
            reply,
            ownPage({
              ...{ drive: problem.drive, car, days: await this.#daysOf(car) },
              ...{ problem: null, wished: startsAtMs, instead: null },
            }),
          );
        case 'too-many':
        case 'same-time': {
          const isSameTime = problem.kind === 'same-time';
          const inTheWay = isSameTime ? [problem.drive] : problem.drives;
          const [days, links] = await Promise.all([this.#daysOf(car), this.#linksTo(inTheWay, request)]);
          const refusal = { status: 409, message: driveProblems[problem.kind], links };
          // The time is kept where it would do once another test drive is canceled.
          const chosen = isSameTime ? null : startsAtMs;
          return this.#send(reply, slotPage({ car, days, chosen, refusal }));
        }
        case 'taken':
        case 'no-slot': {
          const refusal = {
            status: problem.kind === 'taken' ? 409 : 400,
            message: slotProblems[problem.kind],
          };
          return this.#send(reply, slotPage({ car, days: await this.#daysOf(car), refusal }));
        }
        case 'unknown-car':
        case 'gone-car':
          return reply.redirect(car.link, 303);
      }
    });
  }

  async show(request: OwnRequest, reply: FastifyReply): Promise<FastifyReply> {
    const drive = await this.#desk.testDrives.find(request.params.token);
    return this.#sendDrive(request, reply, drive);
  }

  async move(request: OwnRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { testDrives } = this.#desk;
    const { token } = request.params;
    const wishedMs = slotFrom(fieldOf(request.body, 'starts_at'));
    const moved = await testDrives.move(token, wishedMs);
    if (moved.ok) return reply.redirect(ownAddress(moved.value), 303);
    const { kind } = moved.problem;
    // Whoever has the link to this test drive need not be its owner, to whom the others are shown.
    const drives = kind === 'same-time' ? await testDrives.toCome(proofOf(request)) : [];
    const inTheWay = await this.#linksTo(
      drives.filter(({ startsAtMs }) => startsAtMs === wishedMs),
      request,
    );
    const refusal = { message: moveProblems[kind], inTheWay };
    return this.#sendDrive(request, reply, await testDrives.find(token), refusal);
  }

  async cancel(request: OwnRequest, reply: FastifyReply): Promise<FastifyReply> {
    const drive = await this.#desk.testDrives.cancel(request.params.token);
    if (drive === null) return this.#sendDrive(request, reply, null);
    return reply.redirect(ownAddress(drive), 303);
  }

  async #sendDrive(
    request: FastifyRequest,
    reply: FastifyReply,
    drive: TestDrive | null,
    { message, inTheWay }: Refusal = noRefusal,
  ): Promise<FastifyReply> {
    if (drive === null) return this.#parts.sender.send(request, reply, unknownLinkPage);
    const seen = positionSeen(request);
    const found = await this.#parts.cars.find(drive.carId, seen);
    const car = carIn(found);
    const isForSale = car !== null && isActive(car.status);
    const days = isForSale ? await this.#daysOf(car) : [];
    const instead = drive.state === 'car-gone' ? await this.#insteadOf(drive, car, seen) : null;
    this.#headers.write(reply, later(found.position, instead?.position ?? found.position), seen);
    return this.#send(
      reply,
      ownPage({ drive, car, days, problem: message, inTheWay, wished: null, instead }),
    );
  }

  #linksTo(drives: readonly TestDrive[], request: FastifyRequest): Promise<readonly Link[]> {
    return Promise.all(
      drives.map(async (drive) => {
        const car = carIn(await this.#parts.cars.find(drive.carId, positionSeen(request)));
        const name = car === null ? `car number ${drive.carId}` : nameOfCar(car);
        return { label: `${name}: ${whenOf(drive)}`, href: ownAddress(drive) };
      }),
    );
  }

  /** What can be bought in place of a car that is gone. */
  async #insteadOf(
    { carId }: TestDrive,
    car: Car | null,
    seen: Position,
  ): Promise<Instead & { readonly position: Position | null }> {
    const { similar, slugs } = this.#parts;
    // The page goes without where nobody can say now.
    const found = await similar.find(carId, similarShown, seen).catch(() => null);
    const cards = found?.kind === 'found' ? found.cards.map((text) => JSON.parse(text) as CarCard) : [];
    const { tokens } = await slugs.known();
    const model = car === null ? undefined : crumbsOf(tokens, car).at(-2);
    return { cards, href: model?.href ?? '/', position: found?.position ?? null };
  }

  #sendNumberPage(
    reply: FastifyReply,
    car: Car,
    sent: NumberSent,
    problem: NumberProblem | null,
  ): FastifyReply {
    return this.#send(reply, numberPage({ car, consent: this.#desk.leads.consent, sent, problem }));
  }

  /** Of a car that is sold or was never there, its page says so. */
  async #withCar(
    request: CarRequest,
    reply: FastifyReply,
    answer: (car: Car) => Promise<FastifyReply> | FastifyReply,
  ): Promise<FastifyReply> {
    const id = carIdFrom(request.params.id);
    if (id === null) return reply.redirect('/user-cars/0', 303);
    const seen = positionSeen(request);
    const found = await this.#parts.cars.find(id, seen);
    if (found.kind !== 'live') return reply.redirect(`/user-cars/${id}`, 303);
    this.#headers.write(reply, found.position, seen);
    return answer(JSON.parse(found.text) as Car);
  }

  async #daysOf({ id }: Car): Promise<readonly SlotDay[]> {
    const days = await this.#desk.testDrives.days(id);
    return days.ok ? days.value : [];
  }

  /** Such pages are of one visitor and one moment: nobody keeps them, and no other site is told their address. */
  #send(reply: FastifyReply, page: Page): FastifyReply {
    return this.#parts.sender.sendOnce(reply, page);
  }
}

/** The car as it is or was for sale; null: there is none. */
function carIn(answer: CarAnswer): Car | null {
  switch (answer.kind) {
    case 'live':
      return JSON.parse(answer.text) as Car;
    case 'gone':
      return answer.car;
    case 'unknown':
      return null;
  }
}

/** What a form says of a field, once; anything else counts as nothing. */
function fieldOf(body: unknown, name: string): string {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
  return typeof value === 'string' ? value : '';
}

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
