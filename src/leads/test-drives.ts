import { randomUUID } from 'node:crypto';
import type { Visitor } from '../catalog/buyer.js';
import type { CarId, CarStatus } from '../catalog/car.js';
import { isActive } from '../catalog/car.js';
import type { TestDriveId } from '../catalog/lead.js';
import type { StoredTestDrive, TestDriveStore } from '../catalog/test-drive-store.js';
import type { Result } from '../shared/result.js';
import { failed, ok } from '../shared/result.js';
import type { LeadEvents } from './lead-events.js';
import { maskedNumber } from './mobile-number.js';
import type { NumberVault } from './number-vault.js';
import type { SignedLinks } from './signed-link.js';
import { bookableDays, isBookable } from './slots.js';
import type {
  BookProblem,
  CarProblem,
  MoveProblem,
  SlotDay,
  SlotProblem,
  TestDrive,
  TestDriveState,
} from './test-drive.js';

export interface TestDrivesParts {
  readonly store: TestDriveStore;
  readonly vault: NumberVault;
  readonly links: SignedLinks;
  readonly events: LeadEvents;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A link is good for so long after the test drive began: it may have been moved since it was given. */
const linkAfterMs = 30 * 24 * 60 * 60 * 1_000;
const mostNext = 6;
/** Who means to buy drives a few; every slot that is held is one that nobody else gets. */
const mostOpen = 3;

/** Test drives: of one car one at a time, of all cars a few, each at a slot that nobody else has. */
export class TestDrives {
  readonly #parts: TestDrivesParts;

  constructor(parts: TestDrivesParts) {
    this.#parts = parts;
  }

  /** The slots of a car that can still be booked or are taken. */
  async days(carId: CarId): Promise<Result<readonly SlotDay[], CarProblem>> {
    const status = await this.#parts.store.carStatus(carId);
    const problem = problemOf(status);
    return problem === null ? ok(await this.#slots(carId)) : failed(problem);
  }

  /**
   * Books for who holds the proof. Wished twice, also at the same moment, it is the same test drive.
   *
   * @param proof see `Leads.confirm`
   */
  async book(
    carId: CarId,
    startsAtMs: number,
    proof: string,
    visitor: Visitor,
  ): Promise<Result<TestDrive, BookProblem>> {
    const { store, links, events, now } = this.#parts;
    const nowMs = now();
    const leadId = links.read('proof', proof, nowMs);
    if (leadId === null) return failed({ kind: 'unproven' });
    if (!isBookable(startsAtMs, nowMs)) return failed({ kind: 'no-slot' });
    const id = randomUUID() as TestDriveId;
    const outcome = await store.book({ id, leadId, carId, startsAtMs }, { nowMs, mostOpen });
    switch (outcome.kind) {
      case 'no-lead':
        return failed({ kind: 'unproven' });
      case 'refused':
        return failed(problemOf(await store.carStatus(carId)) ?? (await this.#taken(carId, startsAtMs)));
      case 'too-many':
        return failed({ kind: 'too-many', drives: outcome.drives.map((drive) => this.#shown(drive)) });
      case 'same-time':
        return failed({ kind: 'same-time', drive: this.#shown(outcome.drive) });
      case 'booked': {
        const { drive } = outcome;
        if (drive.startsAtMs !== startsAtMs)
          return failed({ kind: 'has-another', drive: this.#shown(drive) });
        await events.booked(drive.id, carId, visitor, nowMs);
        return ok(this.#shown(drive));
      }
    }
  }

  /** Null: the link is no good. */
  async find(token: string): Promise<TestDrive | null> {
    const drive = await this.#read(token);
    return drive === null ? null : this.#shown(drive);
  }

  /** Those to come of who holds the proof, of cars that are for sale, the next one first. None, too, if the proof is no good. */
  async toCome(proof: string): Promise<readonly TestDrive[]> {
    const { store, links, now } = this.#parts;
    const nowMs = now();
    const leadId = links.read('proof', proof, nowMs);
    if (leadId === null) return [];
    const drives = await store.toCome(leadId, nowMs);
    return drives.map((drive) => this.#shown(drive));
  }

  /** Moves it to another slot, and then the old one is free. Moved there twice, it is moved. */
  async move(token: string, startsAtMs: number): Promise<Result<TestDrive, MoveProblem>> {
    const { store, now } = this.#parts;
    const drive = await this.#read(token);
    if (drive === null) return failed({ kind: 'unknown-link' });
    const shown = this.#shown(drive);
    if (shown.state !== 'booked') return failed({ kind: 'stands', drive: shown });
    if (drive.startsAtMs === startsAtMs) return ok(shown);
    if (!isBookable(startsAtMs, now())) return failed({ kind: 'no-slot' });
    const outcome = await store.move(drive.id, startsAtMs, now());
    if (outcome === 'taken') return failed(await this.#taken(drive.carId, startsAtMs));
    if (outcome === 'same-time') return failed({ kind: 'same-time' });
    const moved = await this.find(token);
    if (moved === null) return failed({ kind: 'unknown-link' });
    // It may have been canceled, or the car sold, in between.
    return moved.startsAtMs === startsAtMs ? ok(moved) : failed({ kind: 'stands', drive: moved });
  }

  /** Cancels what is still to come; what was canceled stays so. Answers how it stands then. Null: the link is no good. */
  async cancel(token: string): Promise<TestDrive | null> {
    const { store, now } = this.#parts;
    const drive = await this.#read(token);
    if (drive === null) return null;
    await store.cancel(drive.id, now());
    return this.find(token);
  }

  async #read(token: string): Promise<StoredTestDrive | null> {
    const { store, links, now } = this.#parts;
    const id = links.read('test-drive', token, now());
    return id === null ? null : store.find(id);
  }

  async #slots(carId: CarId): Promise<readonly SlotDay[]> {
    const days = bookableDays(this.#parts.now());
    const times = days.flatMap(({ startsAtMs }) => startsAtMs);
    const booked = await this.#parts.store.bookedTimes(carId, times[0] ?? 0, times.at(-1) ?? 0);
    return days.map(({ date, startsAtMs }) => ({
      date,
      slots: startsAtMs.map((start) => ({ startsAtMs: start, isFree: !booked.has(start) })),
    }));
  }

  async #taken(carId: CarId, wishedMs: number): Promise<SlotProblem> {
    const slots = (await this.#slots(carId)).flatMap((day) => day.slots);
    const free = slots.filter(({ isFree }) => isFree).map(({ startsAtMs }) => startsAtMs);
    const distance = (startsAtMs: number): number => Math.abs(startsAtMs - wishedMs);
    return {
      kind: 'taken',
      next: free.sort((one, other) => distance(one) - distance(other)).slice(0, mostNext),
    };
  }

  #shown(drive: StoredTestDrive): TestDrive {
    const { vault, links, now } = this.#parts;
    return {
      carId: drive.carId,
      startsAtMs: drive.startsAtMs,
      state: stateOf(drive, now()),
      maskedMobile: maskedNumber(vault.open(drive.number)),
      // The same for the same booking, so that a double click gets one link.
      token: links.sign('test-drive', drive.id, drive.startsAtMs + linkAfterMs),
    };
  }
}

function problemOf(status: CarStatus | null): CarProblem | null {
  if (status === null) return { kind: 'unknown-car' };
  return isActive(status) ? null : { kind: 'gone-car' };
}

function stateOf({ isCanceled, startsAtMs, isCarLive }: StoredTestDrive, nowMs: number): TestDriveState {
  if (isCanceled) return 'canceled';
  if (startsAtMs <= nowMs) return 'over';
  return isCarLive ? 'booked' : 'car-gone';
}
