import { describe, expect, it } from 'vitest';
import { agreement, mean, sampleFacts } from '../../../test/support/simulation.js';
import { buyerIdFrom } from '../../catalog/buyer.js';
import { eventIdFrom } from '../../catalog/buyer-event.js';
import { maxPageSize } from '../../catalog/query.js';
import { SimulatedBuyers, utility } from './simulated-buyers.js';
import { simulatedCar } from './simulated-cars.js';
import type { SimulatedEvent, Simulation } from './simulate-events.js';
import { simulateEvents } from './simulate-events.js';

const nowMs = Date.UTC(2026, 5, 1);
const dayMs = 86_400_000;
const usual: Simulation = { seed: 3, buyers: 300, opens: 4_000, days: 20, nowMs };
const cars = sampleFacts(1_000).map(({ id, facts }) => simulatedCar(id, facts, usual.seed));
const carNamed = new Map(cars.map((car) => [car.id, car]));

function eventsOf(changes: Partial<Simulation> = {}): readonly SimulatedEvent[] {
  const simulation = { ...usual, ...changes };
  return [...simulateEvents(new SimulatedBuyers(cars, simulation.seed), cars, simulation)];
}

const events = eventsOf();
const byBuyer = new Map(
  [...new Set(events.map(({ buyer }) => buyer))].map((id) => [
    id,
    events.filter(({ buyer }) => buyer === id),
  ]),
);

describe('simulated buyers', () => {
  it('are decided by the seed', () => {
    expect(eventsOf()).toEqual(events);
    const others = new Set(eventsOf({ seed: 4 }).map(({ id }) => id));
    expect(events.some(({ id }) => others.has(id))).toBe(false);
  });

  it('do what the same seed names, whenever it is run', () => {
    const later = eventsOf({ nowMs: nowMs + 90 * dayMs });
    expect(later[0]?.id).toBe(events[0]?.id);
    expect(later.every(({ happenedAtMs }) => happenedAtMs > nowMs + 60 * dayMs)).toBe(true);
  });

  it('tell events that the table takes, within the days before now', () => {
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    for (const { id, buyer, kind, carIds, happenedAtMs, receivedAtMs } of events) {
      expect(eventIdFrom(id)).toBe(id);
      expect(buyerIdFrom(buyer)).toBe(buyer);
      expect(new Set(carIds).size).toBe(carIds.length);
      expect(carIds.length).toBeGreaterThan(0);
      expect(carIds.length).toBeLessThanOrEqual(kind === 'seen' ? maxPageSize : 1);
      expect(happenedAtMs).toBeGreaterThanOrEqual(nowMs - usual.days * dayMs);
      expect(receivedAtMs).toBeLessThanOrEqual(nowMs);
      expect(receivedAtMs).toBeGreaterThanOrEqual(happenedAtMs);
    }
  });

  it('open about as many cars as was asked for, each once, of those they have just been shown', () => {
    const opens = events.filter(({ kind }) => kind === 'opened');
    expect(opens.length).toBeGreaterThan(0.75 * usual.opens);
    expect(opens.length).toBeLessThan(1.1 * usual.opens);
    expect(byBuyer.size).toBe(usual.buyers);
    for (const theirs of byBuyer.values()) {
      let shown: readonly number[] = [];
      const opened = new Set<number>();
      for (const [at, { kind, carIds, happenedAtMs }] of theirs.entries()) {
        expect(happenedAtMs).toBeGreaterThanOrEqual(theirs[at - 1]?.happenedAtMs ?? 0);
        if (kind === 'seen') shown = carIds;
        else expect(shown).toContain(carIds[0]);
        if (kind !== 'opened') continue;
        expect(opened).not.toContain(carIds[0]);
        opened.add(carIds[0]!);
      }
    }
  });

  it('see no car before it was added', () => {
    for (const { kind, carIds, happenedAtMs } of events)
      if (kind === 'seen')
        for (const id of carIds) expect(carNamed.get(id)!.addedAtMs).toBeLessThanOrEqual(happenedAtMs);
  });

  it('mostly look in their own city, and choose what they want: of what they are shown, the best are opened far more often', () => {
    const people = new SimulatedBuyers(cars, usual.seed);
    const home: number[] = [];
    const chosen: number[] = [];
    for (let number = 1; number <= usual.buyers; number++) {
      const buyer = people.buyer(number);
      const theirs = byBuyer.get(buyer.id) ?? [];
      const opened = new Set(theirs.flatMap(({ kind, carIds }) => (kind === 'opened' ? carIds : [])));
      const shown = new Set(theirs.flatMap(({ kind, carIds }) => (kind === 'seen' ? carIds : [])));
      for (const id of opened) home.push(carNamed.get(id)!.city === buyer.city ? 1 : 0);
      if (shown.size < 20) continue;
      const all = [...shown].map((id) => carNamed.get(id)!);
      chosen.push(
        agreement(
          all,
          (car) => utility(buyer, car),
          ({ id }) => (opened.has(id) ? 1 : 0),
        ),
      );
    }
    expect(mean(home)).toBeGreaterThan(0.8);
    expect(mean(chosen)).toBeGreaterThan(0.75);
  });
});
