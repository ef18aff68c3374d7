import { SimulatedBuyers } from '../recommend/simulation/simulated-buyers.js';
import type { SimulatedCar } from '../recommend/simulation/simulated-cars.js';
import { simulatedCar } from '../recommend/simulation/simulated-cars.js';
import type { SimulatedEvent } from '../recommend/simulation/simulate-events.js';
import { simulateEvents } from '../recommend/simulation/simulate-events.js';
import type { Database } from '../source/database.js';
import type { EventRow } from '../source/events.js';
import { storeSimulatedEvents } from '../source/simulated-events.js';
import { readTrainingCars } from '../source/training-cars.js';

export interface SimulationRequest {
  readonly database: Database;
  readonly databaseUrl: string;
  readonly buyers: number;
  readonly opens: number;
  readonly seed: number;
  readonly days: number;
  /** Told after each few thousand events. */
  readonly onProgress?: (events: number) => void;
  /** Throws its reason once it is aborted, and nothing is stored. */
  readonly signal?: AbortSignal;
}

export interface SimulationOutcome {
  readonly cars: number;
  readonly buyers: number;
  readonly opens: number;
  readonly events: number;
  /** Simulated events of before, in whose place they are. */
  readonly replaced: number;
}

/** What a first start is shown with. */
export const usualSimulation = { buyers: 2_000, opens: 30_000, seed: 1, days: 30 } as const;

/** Simulates buyers of all live cars, and stores what they do in place of what those of before did. Without cars, those stay. */
export async function simulate(request: SimulationRequest): Promise<SimulationOutcome> {
  const { database, databaseUrl, seed, onProgress, signal } = request;
  const cars = await simulatedCars(database, seed);
  if (cars.length === 0) return { cars: 0, buyers: 0, opens: 0, events: 0, replaced: 0 };
  const counts = { opens: 0, events: 0 };
  const counted = function* (events: Iterable<SimulatedEvent>): Generator<EventRow> {
    for (const event of events) {
      counts.events += 1;
      if (event.kind === 'opened') counts.opens += 1;
      yield { ...event, isBot: false };
    }
  };
  const people = new SimulatedBuyers(cars, seed);
  const events = simulateEvents(people, cars, { ...request, nowMs: Date.now() });
  const { replaced } = await storeSimulatedEvents({
    databaseUrl,
    events: counted(events),
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(signal === undefined ? {} : { signal }),
  });
  return { cars: cars.length, buyers: request.buyers, ...counts, replaced };
}

/** The live cars as buyers of the simulation see them: the same seed gives each car the same hidden sides. */
export async function simulatedCars(database: Database, seed: number): Promise<readonly SimulatedCar[]> {
  const cars: SimulatedCar[] = [];
  for await (const batch of readTrainingCars(database, []))
    for (const { id, ...facts } of batch) cars.push(simulatedCar(id, facts, seed));
  return cars;
}
