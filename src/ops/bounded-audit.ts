import type { Car, CarId } from '../catalog/car.js';
import { IndexAudit } from '../index/index-audit.js';
import type { Valkey } from '../index/client.js';
import type { Keys } from '../index/keys.js';

/**
 * An audit that compares no further cars once so many of them differ at first sight: to look at each again costs more than to
 * fill the index anew. What it finds is true, but not all; that it finds nothing proves nothing if it was cut.
 */
export class BoundedAudit extends IndexAudit {
  readonly #mostSuspects: number;
  #suspects = 0;

  constructor(client: Valkey, keys: Keys, mostSuspects: number) {
    super(client, keys);
    this.#mostSuspects = mostSuspects;
  }

  /** Whether something was left out. */
  get cut(): boolean {
    return this.#suspects >= this.#mostSuspects;
  }

  override async expect(cars: readonly Car[]): Promise<readonly CarId[]> {
    return this.cut ? [] : this.#bounded(await super.expect(cars));
  }

  override async leftovers(): Promise<readonly CarId[]> {
    return this.cut ? [] : this.#bounded(await super.leftovers());
  }

  #bounded(suspects: readonly CarId[]): readonly CarId[] {
    const taken = suspects.slice(0, this.#mostSuspects - this.#suspects);
    this.#suspects += taken.length;
    return taken;
  }
}
