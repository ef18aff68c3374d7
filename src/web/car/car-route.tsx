import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Car, CarCard, CarId } from '../../catalog/car.js';
import { carIdFrom } from '../../catalog/car.js';
import { withOpened } from '../../catalog/opened-cars.js';
import type { Position } from '../../catalog/position.js';
import { later } from '../../catalog/position.js';
import type { Cars } from '../../listing/cars.js';
import type { InterestBook } from '../../listing/interest.js';
import type { ListedCards } from '../../listing/listed-cards.js';
import type { PriceStandings } from '../../listing/price-standing.js';
import type { SimilarCars } from '../../listing/similar.js';
import type { Slugs } from '../../listing/slugs.js';
import { isBot } from '../../visit/bots.js';
import { BuyerCookies, openedCarsOf } from '../../visit/buyer-cookies.js';
import { LinkOrigin } from '../../visit/link-origin.js';
import { positionSeen, VisitHeaders } from '../../visit/position-cookie.js';
import { shortlistOf } from '../../visit/shortlist-cookie.js';
import type { PageSender } from '../page-sender.js';
import { breadcrumbs } from '../listing/structured-data.js';
import { problemPage } from '../problem-pages.js';
import { CarBody } from './car-page.js';
import { carView, crumbsOf } from './car-view.js';
import { gonePage } from './gone-page.js';
import { structuredCar } from './structured-car.js';

export interface CarPageParts {
  readonly cars: Pick<Cars, 'find'>;
  readonly similar: Pick<SimilarCars, 'find'>;
  readonly standings: Pick<PriceStandings, 'of'>;
  readonly interest: Pick<InterestBook, 'of'>;
  readonly cards: Pick<ListedCards, 'find'>;
  readonly slugs: Pick<Slugs, 'known'>;
  readonly sender: PageSender;
  /** As visitors reach this server; null: as the request says. */
  readonly publicUrl: string | null;
}

const similarShown = 8;
const recentShown = 8;

/** `/user-cars/{id}`. */
export function carPageRoute(app: FastifyInstance, parts: CarPageParts): void {
  const route = new CarPageRoute(parts);
  app.get<{ Params: { id: string } }>('/user-cars/:id', { schema: { hide: true } }, (request, reply) =>
    route.answer(request, reply, carIdFrom(request.params.id)),
  );
}

/** Cards beside the car, and the position that they are of. */
interface Beside {
  readonly cards: readonly CarCard[];
  readonly position: Position;
}

class CarPageRoute {
  readonly #parts: CarPageParts;
  readonly #origin: LinkOrigin;
  readonly #headers: VisitHeaders;
  readonly #cookies: BuyerCookies;

  constructor(parts: CarPageParts) {
    this.#parts = parts;
    this.#origin = new LinkOrigin(parts.publicUrl);
    this.#headers = new VisitHeaders(parts.publicUrl);
    this.#cookies = new BuyerCookies(parts.publicUrl);
  }

  async answer(request: FastifyRequest, reply: FastifyReply, id: CarId | null): Promise<FastifyReply> {
    const { sender, cars } = this.#parts;
    if (id === null) return sender.send(request, reply, noSuchCarPage());
    const seen = positionSeen(request);
    // Asked first: what this server's copy of the index says at once must not wait for what Valkey says next, which is newer.
    const similar = this.#similarTo(id, seen);
    const recent = this.#recent(request, id, seen);
    const answer = await cars.find(id, seen);
    if (answer.kind === 'unknown') {
      this.#headers.write(reply, answer.position, seen);
      return sender.send(request, reply, noSuchCarPage());
    }
    const beside = [await similar, await recent] as const;
    const position = beside.reduce(
      (latest, each) => later(latest, each?.position ?? latest),
      answer.position,
    );
    this.#headers.write(reply, position, seen);
    const [likeIt, visited] = beside.map((each) => each?.cards ?? []) as [CarCard[], CarCard[]];
    if (answer.kind === 'gone') return this.#sendGone(request, reply, answer.car, likeIt);
    const car = JSON.parse(answer.text) as Car;
    // Postgres is not asked for more than it has to be.
    const standing = answer.from === 'index' ? await this.#standingOf(car, seen) : null;
    return this.#send(request, reply, { car, standing, similar: likeIt, recent: visited });
  }

  /** Null: nobody can say now; the page goes without. */
  async #similarTo(id: CarId, seen: Position): Promise<Beside | null> {
    const found = await this.#parts.similar.find(id, similarShown, seen).catch(() => null);
    return found?.kind === 'found' ? { cards: found.cards.map(cardFrom), position: found.position } : null;
  }

  /** What the visitor looked at before. Null as above. */
  async #recent(request: FastifyRequest, id: CarId, seen: Position): Promise<Beside | null> {
    const ids = openedCarsOf(request)
      .filter((each) => each !== id)
      .slice(0, recentShown);
    if (ids.length === 0) return null;
    const found = await this.#parts.cards.find(ids, seen).catch(() => null);
    return found === null ? null : { cards: found.cards.map(cardFrom), position: found.position };
  }

  async #standingOf(car: Car, seen: Position): ReturnType<PriceStandings['of']> {
    return this.#parts.standings.of(car, seen).catch(() => null);
  }

  async #send(
    request: FastifyRequest,
    reply: FastifyReply,
    found: Pick<Parameters<typeof carView>[1], 'car' | 'standing' | 'similar' | 'recent'>,
  ): Promise<FastifyReply> {
    const { slugs, sender, interest } = this.#parts;
    const { car } = found;
    const { tokens } = await slugs.known();
    const view = carView(tokens, {
      ...found,
      interest: interest.of(car.id),
      shortlist: shortlistOf(request),
      isBot: isBot(request),
      nowMs: Date.now(),
    });
    if (view.isTold && !isPrefetch(request))
      this.#cookies.writeOpenedCars(request, reply, withOpened(openedCarsOf(request), [car.id]));
    const origin = this.#origin.of(request);
    const here = { label: view.name, href: car.link };
    return sender.sendKept(
      request,
      reply,
      // With what the visitor looked at before, it is theirs alone.
      () => (view.recent.length > 0 ? null : `${origin} ${JSON.stringify(view)}`),
      () => ({
        title: view.title,
        description: view.description,
        canonical: origin + car.link,
        indexed: true,
        facts: [structuredCar(origin, car), breadcrumbs(origin, [...view.crumbs, here])],
        body: <CarBody view={view} />,
      }),
    );
  }

  async #sendGone(
    request: FastifyRequest,
    reply: FastifyReply,
    car: Car,
    similar: readonly CarCard[],
  ): Promise<FastifyReply> {
    const { slugs, sender } = this.#parts;
    const { tokens } = await slugs.known();
    return sender.send(request, reply, gonePage({ car, similar, crumbs: crumbsOf(tokens, car) }));
  }
}

function cardFrom(text: string): CarCard {
  return JSON.parse(text) as CarCard;
}

/** A browser that fetches a page in case somebody wants it: https://www.w3.org/TR/fetch-metadata/ and the header Sec-Purpose. */
function isPrefetch({ headers }: FastifyRequest): boolean {
  return String(headers['sec-purpose'] ?? headers.purpose ?? '').includes('prefetch');
}

function noSuchCarPage(): ReturnType<typeof problemPage> {
  return problemPage(404, 'There is no such car', [
    'The address may be mistyped, or the car was taken away.',
  ]);
}
