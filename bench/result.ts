import type { LoadName } from './load/loads.js';
import type { Memory, Role } from './measure/usage.js';
import type { SystemName } from './systems/systems.js';

/** What stands in bench/results: the report is made from these alone. */

/** Where and how it was measured. */
export interface Setting {
  readonly commit: string;
  readonly measuredAt: string;
  readonly hardware: Readonly<Record<string, string | number>>;
  readonly versions: Readonly<Record<string, string>>;
  readonly seeds: Readonly<Record<string, number>>;
}

/** One system under one load: medians of the rounds. */
export interface Cell {
  readonly system: SystemName;
  readonly load: LoadName;
  readonly connections: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly bytesPerAnswer: number;
  /** Processor seconds per 1,000 requests. */
  readonly cpu: Partial<Readonly<Record<Role, number>>>;
  readonly memory: Partial<Readonly<Record<Role, Memory>>>;
  /** The part of a core that the driver used; null: it never slept. */
  readonly driverCpu: number | null;
  /** Where the answers came from by X-Cache, as parts of all. */
  readonly origins: Readonly<Record<string, number>>;
  /** Committed meanwhile; null: nothing was changed. */
  readonly changesPerSecond: number | null;
  /** Requests a second of each round. */
  readonly rounds: readonly number[];
}

/** What a system was asked and answered as SQL does, before anything was timed. */
export interface Agreement {
  readonly system: SystemName;
  /** All of them: any other answer ends the run. */
  readonly questions: number;
  /** How often each was put. */
  readonly times: number;
}

export interface Skipped {
  readonly system: SystemName;
  /** Null: all of them. */
  readonly load: LoadName | null;
  readonly why: string;
}

/** Filling the near index through Valkey, as the server logs it. */
export interface Fill {
  readonly cars: number;
  readonly milliseconds: number;
  readonly bytesPerCar: number;
}

/** Many cars repriced by one statement. */
export interface Reprice {
  readonly cars: number;
  readonly statementMs: number;
  /** From the commit until a page with all of it was answered by anybody, and by the near index. */
  readonly visibleMs: number;
  readonly nearMs: number;
}

/** Listings while many cars change, against listings while none does. */
export interface Storm {
  readonly connections: number;
  readonly carsPerSecond: number;
  /** What was asked for. */
  readonly wantedPerSecond: number;
  readonly quietP99Ms: number;
  readonly stormP99Ms: number;
  /** Requests that were refused during the storm. */
  readonly refused: number;
  readonly quietPerSecond: number;
  readonly stormPerSecond: number;
  /** From the last commit until all of it was in the near index. */
  readonly behindMs: number;
  /** Null: no constant body was measured. */
  readonly control: Control | null;
}

/** A constant body driven in the same storm: what the machine does to any server that has nothing to take in. */
export interface Control {
  readonly quietP99Ms: number;
  readonly stormP99Ms: number;
}

export interface SizeResult {
  readonly cars: number;
  readonly setting: Setting;
  readonly rounds: number;
  readonly seconds: number;
  readonly agreement: readonly Agreement[];
  readonly skipped: readonly Skipped[];
  readonly cells: readonly Cell[];
  readonly fills: readonly Fill[];
  readonly reprice: Reprice | null;
  readonly storms: readonly Storm[];
}

/** The near index alone, in a process of its own. */
export interface EngineRow {
  readonly cars: number;
  readonly queryP50Us: number;
  readonly queryP99Us: number;
  readonly facetsP50Ms: number;
  readonly facetsP99Ms: number;
  /** The longest piece between two turns for others. */
  readonly facetsWorstPieceMs: number;
  readonly singleChangesPerSecond: number;
  readonly bulkChangesPerSecond: number;
  /** Beside the cards. */
  readonly bytesPerCar: number;
  readonly cardBytesPerCar: number;
}

export interface EngineResult {
  readonly setting: Setting;
  readonly rows: readonly EngineRow[];
}

/** What the driver used of its core, for people. */
export function driverPart({ driverCpu }: Cell): string {
  return driverCpu === null ? 'awake' : `${Math.round(100 * driverCpu)} %`;
}
