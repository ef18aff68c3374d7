import type { Registry } from 'prom-client';
import { Gauge } from 'prom-client';

/** The model that recommended pages are made by. */
export interface ModelInUse {
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly trainedUntilMs: number;
}

/** What recommended pages are made by, for whoever is to notice that it gets old. Of several workers, the one that lags behind is told. */
export function modelGauges(registry: Registry, readModel: () => ModelInUse | null): void {
  const shared = { registers: [registry], aggregator: 'min' as const };
  new Gauge({
    ...shared,
    name: 'forecourt_model_version',
    help: 'Version of the model that recommended listings are ordered by; 0: there is none, and they are newest first',
    collect() {
      this.set(readModel()?.version ?? 0);
    },
  });
  new Gauge({
    ...shared,
    name: 'forecourt_model_trained_until_seconds',
    help: 'When what that model knows ends, in seconds since 1970; 0: there is none',
    collect() {
      this.set((readModel()?.trainedUntilMs ?? 0) / 1000);
    },
  });
}
