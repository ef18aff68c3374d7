import type { Registry } from 'prom-client';
import { Counter, Gauge } from 'prom-client';

/** How the copy of the index in this process is. */
export interface NearStanding {
  /** Cars in it while pages are answered from it; 0: it is being filled, or may be out of date. */
  readonly cars: number;
  readonly fills: number;
}

/** For whoever is to notice that pages take longer: a copy that is filled again and again. Of several workers, the smallest copy is told. */
export function nearMetrics(registry: Registry, readNear: () => NearStanding): void {
  new Gauge({
    registers: [registry],
    aggregator: 'min',
    name: 'forecourt_near_index_cars',
    help: 'Cars in the near index that pages are answered from; 0: it is off, being filled, or may be out of date',
    collect() {
      this.set(readNear().cars);
    },
  });
  new Counter({
    registers: [registry],
    name: 'forecourt_near_index_fills_total',
    help: 'How often the near index has been filled: once at the start, and again after each gap in its feed',
    collect() {
      this.reset();
      this.inc(readNear().fills);
    },
  });
}
