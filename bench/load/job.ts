/** What the driver is asked to do. */
export interface Job {
  readonly port: number;
  /** Paths with their queries. */
  readonly paths: readonly string[];
  /** Places in `paths`, in the order of asking, over and over; null: each path once, in order. */
  readonly draws: Uint16Array | null;
  readonly connections: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /**
   * Whether the driver never sleeps. Where it does, whoever answers pays for waking it, some 10 us, and a slow server more often than a
   * fast one; but where another server has to work on its core, it must.
   */
  readonly awake: boolean;
  /** Whether an answer other than 200 is counted; else it ends the run. */
  readonly mayRefuse?: boolean;
}

/** What the driver saw. */
export interface Report {
  readonly requests: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly bytes: number;
  /** Answers other than 200. */
  readonly refused: number;
  /** Answers by where they came from: X-Cache. */
  readonly origins: Readonly<Record<string, number>>;
  /** The part of one core that the driver itself used: near 1, it was the driver that was measured. */
  readonly driverCpu: number;
}

/** What the driver tells: when the measured part begins and ends, so that processor times can be read then; then the result. */
export type DriverMessage =
  | { readonly kind: 'began' }
  | { readonly kind: 'ended' }
  | { readonly kind: 'report'; readonly report: Report };
