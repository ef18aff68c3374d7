import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { EventId } from '../../catalog/buyer-event.js';
import type { Car, CarCard, CarId } from '../../catalog/car.js';
import { carIdFrom, linkOf } from '../../catalog/car.js';
import type { EventLog } from '../../catalog/event-log.js';
import type { Position } from '../../catalog/position.js';
import { later } from '../../catalog/position.js';
import type { Cars } from '../../listing/cars.js';
import type { ListedCards } from '../../listing/listed-cards.js';
import { isFromOtherSite } from '../../visit/cross-site.js';
import { rawQuery } from '../../visit/link-origin.js';
import { countRequests } from '../../visit/request-limits.js';
import { positionSeen, VisitHeaders } from '../../visit/position-cookie.js';
import { QueryString } from '../../visit/query-string.js';
import { mostShortlisted, ShortlistCookie, shortlistOf } from '../../visit/shortlist-cookie.js';
import { Visitors } from '../../visit/visitors.js';
import { nameOfCar } from '../car/car-words.js';
import type { Page, PageSender } from '../page-sender.js';
import { badAddressPage, problemPage } from '../problem-pages.js';
import { unlistedPage } from '../unlisted-page.js';
import { carsNamed, mostCompared } from './comparison.js';
import { ComparisonBody } from './comparison-page.js';
import { pageBefore } from './page-before.js';
import type { GoneCar } from './shortlist-page.js';
import { ShortlistBody } from './shortlist-page.js';

export interface ShortlistParts {
  readonly cars: Pick<Cars, 'find' | 'known'>;
  readonly cards: Pick<ListedCards, 'find'>;
  readonly events: EventLog;
  /** Changes within a minute that become events; beyond it a shortlist works, and nobody is told. */
  readonly eventsPerAddress: number;
  readonly sender: PageSender;
  /** As visitors reach this server; null: as the request says. */
  readonly publicUrl: string | null;
}

const bodyLimit = 1_024;
/** Each is a question to Postgres. */
const mostNamed = 8;

/** `/shortlist`, `/compare`, and the form that changes a shortlist. Bodies of forms have to be read in this scope. */
export async function shortlistRoutes(app: FastifyInstance, parts: ShortlistParts): Promise<void> {
  await app.register(async (scope) => {
    const waitOf = await countRequests(scope, parts.eventsPerAddress);
    const route = new ShortlistRoute(parts, async (request) => (await waitOf(request)) === null);
    const options = { schema: { hide: true } };
    scope.get('/shortlist', options, (request, reply) => route.show(request, reply));
    scope.get('/compare', options, (request, reply) => route.compare(request, reply));
    scope.post('/shortlist', { ...options, bodyLimit }, (request, reply) => route.change(request, reply));
  });
}

class ShortlistRoute {
  readonly #parts: ShortlistParts;
  /** Whether what this visitor does may become another event. */
  readonly #mayTell: (request: FastifyRequest) => Promise<boolean>;
  readonly #headers: VisitHeaders;
  readonly #cookie: ShortlistCookie;
  readonly #visitors: Visitors;

  constructor(parts: ShortlistParts, mayTell: (request: FastifyRequest) => Promise<boolean>) {
    this.#parts = parts;
    this.#mayTell = mayTell;
    this.#headers = new VisitHeaders(parts.publicUrl);
    this.#cookie = new ShortlistCookie(parts.publicUrl);
    this.#visitors = new Visitors(parts.publicUrl);
  }

  async show(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { cards, sender } = this.#parts;
    const seen = positionSeen(request);
    const ids = shortlistOf(request);
    const found = await cards.find(ids, seen);
    if (ids.length > 0) this.#headers.write(reply, found.position, seen);
    const listed = found.cards.map((card) => JSON.parse(card) as CarCard);
    const gone = await this.#gone(ids.filter((id) => listed.every((card) => card.id !== id)));
    const body = <ShortlistBody cards={listed} gone={gone} />;
    return sender.send(
      request,
      reply,
      unlistedPage({ status: 200, title: 'Your shortlist', description: 'Cars that you keep.', body }),
    );
  }

  async compare(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { sender } = this.#parts;
    const asked = carsNamed(new QueryString(rawQuery(request)).getAll('cars'));
    if (!asked.ok)
      return sender.send(request, reply, badAddressPage([{ parameter: 'cars', message: asked.problem }]));
    const { compared, beyond } = asked.value;
    const ids = compared.length > 0 ? compared : shortlistOf(request).slice(0, mostCompared);
    const cars = await this.#find(request, reply, ids);
    const body = <ComparisonBody cars={cars} gone={ids.length - cars.length} beyond={beyond} />;
    return sender.send(
      request,
      reply,
      unlistedPage({ status: 200, title: 'Compare cars', description: 'Cars side by side.', body }),
    );
  }

  /** What is still known of cars that are not listed any more, of the latest few. A shortlist shows without that, too. */
  #gone(ids: readonly CarId[]): Promise<readonly GoneCar[]> {
    return Promise.all(
      ids.map(async (id, place) => {
        const car = place < mostNamed ? await this.#parts.cars.known(id).catch(() => null) : null;
        return { id, name: car === null ? null : nameOfCar(car) };
      }),
    );
  }

  /** Those that can be bought. */
  async #find(request: FastifyRequest, reply: FastifyReply, ids: readonly CarId[]): Promise<readonly Car[]> {
    const seen = positionSeen(request);
    const answers = await Promise.all(ids.map((id) => this.#parts.cars.find(id, seen)));
    const latest = answers.reduce<Position | null>(
      (position, answer) => later(position ?? answer.position, answer.position),
      null,
    );
    if (latest !== null) this.#headers.write(reply, latest, seen);
    return answers.flatMap((answer) => (answer.kind === 'live' ? [JSON.parse(answer.text) as Car] : []));
  }

  async change(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { sender, publicUrl } = this.#parts;
    if (isFromOtherSite(request, publicUrl)) return sender.send(request, reply, otherSitePage());
    const asked = changeFrom(request.body);
    if (asked === null) return sender.send(request, reply, oddFormPage());
    const { id, action } = asked;
    const before = shortlistOf(request);
    const others = before.filter((each) => each !== id);
    const isOn = others.length < before.length;
    if (action === 'add' && !isOn && before.length >= mostShortlisted)
      return sender.send(request, reply, fullPage());
    const isChanged = isOn !== (action === 'add');
    const more = isOn ? before : [id, ...others];
    const cars = action === 'add' ? more : others;
    if (isChanged) {
      this.#cookie.write(request, reply, cars);
      await this.#tell(request, reply, id, action);
    }
    void reply.header('cache-control', 'no-store');
    // A script changes the page that is there.
    if (request.headers.accept === 'application/json') return reply.send({ cars });
    // The browser asks for that page anew, and does not send the form again when it is loaded once more.
    return reply.redirect(pageBefore(request, publicUrl) ?? linkOf(id), 303);
  }

  /** Nobody waits for it: without Valkey a shortlist works as well. */
  async #tell(
    request: FastifyRequest,
    reply: FastifyReply,
    id: CarId,
    action: ShortlistChange['action'],
  ): Promise<void> {
    if (!(await this.#mayTell(request))) return;
    const visitor = this.#visitors.of(request);
    const nowMs = Date.now();
    const event = {
      id: randomUUID() as string as EventId,
      kind: action === 'add' ? 'shortlisted' : 'unshortlisted',
      carIds: [id],
      happenedAtMs: nowMs,
    } as const;
    this.#visitors.remember(request, reply, visitor);
    this.#parts.events
      .append({ ...visitor, receivedAtMs: nowMs, events: [event] })
      .catch((error: unknown) => {
        request.log.debug({ err: error }, 'a change of a shortlist is not told');
      });
  }
}

interface ShortlistChange {
  readonly id: CarId;
  readonly action: 'add' | 'remove';
}

/** Null: this is not what our form sends. */
function changeFrom(body: unknown): ShortlistChange | null {
  if (typeof body !== 'object' || body === null) return null;
  const { car_id: car, action } = body as { readonly car_id?: unknown; readonly action?: unknown };
  const id = typeof car === 'string' ? carIdFrom(car) : null;
  return id === null || (action !== 'add' && action !== 'remove') ? null : { id, action };
}

function otherSitePage(): Page {
  return problemPage(403, 'This came from another site', ['Your shortlist is as it was.']);
}

function oddFormPage(): Page {
  return problemPage(400, 'This did not work', ['Your shortlist is as it was.']);
}

function fullPage(): Page {
  return problemPage(
    409,
    'Your shortlist is full',
    [`It holds ${mostShortlisted} cars: let one go before you keep another.`],
    '/shortlist',
  );
}
