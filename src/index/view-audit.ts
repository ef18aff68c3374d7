import type { ChainableCommander } from 'iovalkey';
import type { AttributeName } from '../catalog/attributes.js';
import type { CarId, IndexedCar } from '../catalog/car.js';
import { carId } from '../catalog/car.js';
import { matches } from '../catalog/filters.js';
import type { Valkey } from './client.js';
import { asIndexError } from './client.js';
import type { Keys } from './keys.js';
import { orderScore } from './order-score.js';
import type { ViewQuestion } from './view.js';
import { readMember } from './view.js';

/** Views that are compared car by car: each costs one look at every car. */
const mostViews = 200;

interface AuditedView extends ViewQuestion {
  readonly member: string;
  readonly key: string;
  /** The cars that match, with their places in the view's order (0 in a marker, which has no members). */
  readonly expected: Map<CarId, number>;
}

/** Compares stored views with what the cars give: the newest in full, and the counts of all. */
export class ViewAudit {
  readonly #client: Valkey;
  readonly #keys: Keys;
  #views: readonly AuditedView[] = [];

  constructor(client: Valkey, keys: Keys) {
    this.#client = client;
    this.#keys = keys;
  }

  get viewCount(): number {
    return this.#views.length;
  }

  /** Chooses the views: the newest. */
  async begin(): Promise<void> {
    const members = await this.#client.zrevrange(this.#keys.views, 0, mostViews - 1);
    this.#views = members.flatMap((member) => {
      const [order = '', hash = ''] = member.split(':');
      const question = readMember(member);
      // A name that nobody can read is told with the books.
      if (question === null) return [];
      return [{ ...question, member, key: `${this.#keys.prefix}page:${order}:${hash}`, expected: new Map() }];
    });
  }

  expect(cars: readonly IndexedCar[]): void {
    for (const { order, filters, expected } of this.#views) {
      for (const car of cars) if (matches(filters, car)) expected.set(car.id, placeOf(car, order));
    }
  }

  /** The cars that a chosen view should hold and doesn't, holds and should not, or holds in another place. */
  async suspects(): Promise<readonly CarId[]> {
    const suspects = new Set<CarId>();
    for (const { key, order, expected } of this.#views) {
      // A view that was dropped or has expired meanwhile says nothing wrong.
      if ((await this.#client.exists(key)) === 0) continue;
      const words = order === null ? [] : await this.#client.zrange(key, 0, -1, 'WITHSCORES');
      const held = new Map<CarId, number>();
      for (let at = 0; at < words.length; at += 2) held.set(carId(Number(words[at])), Number(words[at + 1]));
      for (const [id, place] of expected) if (held.get(id) !== place) suspects.add(id);
      for (const id of held.keys()) if (!expected.has(id)) suspects.add(id);
    }
    return [...suspects];
  }

  /** Every difference of these cars in the chosen views, as sentences; null: the car should be in none. */
  async differencesOf(
    cars: ReadonlyMap<CarId, IndexedCar | null>,
  ): Promise<readonly (readonly [CarId, string])[]> {
    const ids = [...cars.keys()];
    const differences: [CarId, string][] = [];
    for (const { key, member, order, filters } of this.#views) {
      const multi = this.#client.multi().exists(key);
      if (order !== null) multi.call('ZMSCORE', key, ...ids.map(String));
      const [exists, scores] = (await repliesOf(multi)) as [number, (string | null)[] | undefined];
      if (exists === 0) continue;
      for (const [place, id] of ids.entries()) {
        const car = cars.get(id) ?? null;
        const expected = car !== null && matches(filters, car) ? placeOf(car, order) : null;
        const score = scores?.[place] ?? null;
        if (expected === (score === null ? null : Number(score))) continue;
        const where = expected === null ? 'should not be' : 'is missing or misplaced';
        differences.push([id, `car ${id} ${where} in the view ${member}`]);
      }
    }
    return differences;
  }

  /** What does not add up in the books about views: one atomic look, so nothing moves meanwhile. */
  async differencesOfBooks(): Promise<readonly string[]> {
    const ordered = this.#views.filter(({ order }) => order !== null);
    const multi = this.#client.multi().zrange(this.#keys.views, 0, -1).hgetall(this.#keys.viewSizes);
    for (const { key } of ordered) multi.zcard(key);
    const [members, sizes, ...counts] = (await repliesOf(multi)) as [
      string[],
      Record<string, string>,
      ...number[],
    ];
    const registered = new Set(members);
    const sized = Object.entries(sizes).filter(([member]) => member !== 'total' && member !== 'newest');
    const sum = sized.reduce((all, [, size]) => all + Number(size), 0);
    const total = Number(sizes.total ?? 0);
    return [
      ...(sum === total ? [] : [`all views hold ${sum} cars by their sizes, ${total} by the total`]),
      ...members
        .filter((member) => sizes[member] === undefined)
        .map((member) => `the view ${member} has no size`),
      ...members
        .filter((member) => readMember(member) === null)
        .map((member) => `a view is registered as ${member}, which nobody can read`),
      ...sized
        .filter(([member]) => !registered.has(member))
        .map(([member]) => `there is a size for ${member}, which is no view`),
      ...ordered.flatMap(({ member }, place) => {
        const [size, count] = [sizes[member], counts[place] ?? 0];
        // No members: it has expired, or was dropped.
        if (size === undefined || count === 0 || count === Number(size)) return [];
        return [`the view ${member} holds ${count} cars, its size says ${size}`];
      }),
    ];
  }
}

function placeOf(car: IndexedCar, order: AttributeName | null): number {
  return order === null ? 0 : orderScore(car.id, car.values[order]);
}

async function repliesOf(commands: ChainableCommander): Promise<readonly unknown[]> {
  return ((await commands.exec()) ?? []).map(([error, reply]) => {
    if (error !== null) throw asIndexError(error);
    return reply;
  });
}
