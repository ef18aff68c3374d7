import type { LoadName } from './load/loads.js';
import type { WayName } from './load/ways.js';
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

/** What was measured of a system while it was driven: medians of the rounds. */
export interface Measured {
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

/** One system under one load. */
export interface Cell extends Measured {
  readonly system: SystemName;
  readonly load: LoadName;
  readonly connections: number;
}

/** Pages of the same filters, asked for in one of the ways. */
export interface RankedCell extends Measured {
  readonly way: WayName;
  readonly connections: number;
  /** Null: it is in order of price itself. */
  readonly timesPrice: TimesPrice | null;
}

/** What a recommended page takes, times what one in order of price takes: medians of the ratios of each round. */
export interface TimesPrice {
  readonly p50: number;
  /** By requests a second: the time between two answers. */
  readonly time: number;
  /** Processor time of all processes that have a part in it. */
  readonly cpu: number;
}

/** Recommended pages beside those in order of price, from a near index whose model was trained on simulated buyers. */
export interface Recommended {
  readonly model: ModelInUse;
  readonly trainSeconds: number;
  readonly cells: readonly RankedCell[];
}

/** As the server logs it. */
export interface ModelInUse {
  readonly version: number;
  readonly buyers: number;
  /** How often one of them wanted a car. */
  readonly wanted: number;
  readonly cars: number;
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
  readonly reprice: Reprice | null;
  readonly storms: readonly Storm[];
  /** Null: it was not measured. */
  readonly recommended: Recommended | null;
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

/** Filling a near index from Valkey, in a process that has done nothing before: medians of the rounds. */
export interface FillingRow {
  readonly cars: number;
  /** Those of them that are live: what the near index holds. */
  readonly listed: number;
  readonly milliseconds: number;
  /** Beside the cards. */
  readonly bytesPerCar: number;
  /** The longest that a request would have waited meanwhile for a turn, in any round. */
  readonly longestPauseMs: number;
}

export interface FillingResult {
  readonly setting: Setting;
  readonly rounds: number;
  readonly rows: readonly FillingRow[];
}

/** What the driver used of its core, for people. */
export function driverPart({ driverCpu }: Measured): string {
  return driverCpu === null ? 'awake' : `${Math.round(100 * driverCpu)} %`;
}
