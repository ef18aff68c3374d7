import { createHmac } from 'node:crypto';
import type { EventId } from '../catalog/buyer-event.js';
import type { Visitor } from '../catalog/buyer.js';
import type { CarId } from '../catalog/car.js';
import type { EventLog } from '../catalog/event-log.js';
import type { CodeRequestId, TestDriveId } from '../catalog/lead.js';

/** What happens to leads, as events of buyers, which never hold a number. Told again of the same thing, it is the same event. */
export class LeadEvents {
  readonly #log: EventLog;
  readonly #key: Buffer;

  constructor(log: EventLog, key: Buffer) {
    this.#log = log;
    this.#key = key;
  }

  left(request: CodeRequestId, carId: CarId, visitor: Visitor, nowMs: number): Promise<void> {
    const event = {
      id: this.#idOf(`lead ${request}`),
      kind: 'lead',
      carIds: [carId],
      happenedAtMs: nowMs,
    } as const;
    return this.#log.append({ ...visitor, receivedAtMs: nowMs, events: [event] });
  }

  booked(drive: TestDriveId, carId: CarId, visitor: Visitor, nowMs: number): Promise<void> {
    const id = this.#idOf(`test drive ${drive}`);
    const event = { id, kind: 'test_drive', carIds: [carId], happenedAtMs: nowMs } as const;
    return this.#log.append({ ...visitor, receivedAtMs: nowMs, events: [event] });
  }

  /** A UUID of version 8 (RFC 9562): without the key, nobody finds the event of a lead, or the lead of an event. */
  #idOf(what: string): EventId {
    const digits = createHmac('sha256', this.#key).update(what).digest('hex');
    return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-8$3-8$4-$5') as EventId;
  }
}
