import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buyerNamed } from '../../test/support/events.js';
import type { EventBatch, EventId } from '../catalog/buyer-event.js';
import { carId } from '../catalog/car.js';
import { batchField, eventBatchFrom, eventBatchToText, eventEntryFrom } from './event-entry.js';

/** An entry is read as it was written, and anything else is refused as a whole, never read by half. */

const car = fc.integer({ min: 1, max: 2 ** 31 - 1 }).map(carId);
const time = fc.integer({ min: 0, max: Date.UTC(2199, 0) });
const event = fc.record({ id: fc.uuid().map((id) => id as EventId), happenedAtMs: time }).chain((start) =>
  fc.oneof(
    fc
      .uniqueArray(car, { minLength: 1, maxLength: 35 })
      .map((carIds) => ({ ...start, kind: 'seen' as const, carIds })),
    fc
      .tuple(fc.constantFrom('opened', 'lead', 'test_drive', 'shortlisted', 'unshortlisted'), car)
      .map(([kind, id]) => ({ ...start, kind, carIds: [id] })),
  ),
);
const batch: fc.Arbitrary<EventBatch> = fc.record({
  buyer: fc.nat().map(buyerNamed),
  receivedAtMs: time,
  isBot: fc.boolean(),
  events: fc.array(event, { maxLength: 5 }),
});

describe('an entry of the event stream', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(batch, (given) => {
        expect(eventBatchFrom(eventBatchToText(given))).toEqual(given);
      }),
    );
  });

  it('with one value of another kind is no batch', () => {
    const odd = fc.oneof(fc.constantFrom(null, -1, 1.5, '', '0', 2 ** 53, 'opened ', {}, [], [1]));
    fc.assert(
      fc.property(batch, fc.nat(), odd, (given, at, value) => {
        const tree = JSON.parse(eventBatchToText(given)) as Record<string, unknown> & { events: unknown[][] };
        const [first] = tree.events;
        const place = at % 4;
        if (first !== undefined && at % 2 === 0) first[place] = value;
        else tree[['buyer', 'receivedAtMs', 'isBot', 'events'][place] ?? ''] = value;
        const found = eventBatchFrom(JSON.stringify(tree));
        // An empty list of events is one, and says nothing.
        if (found !== null) expect(found.events).toEqual([]);
      }),
    );
  });

  it.each(['', 'null', '1', '[]', '{}', '{"events":[]}', 'not json', '\u0000'])('%j is none', (text) => {
    expect(eventEntryFrom('1-0', [batchField, text]).batch).toBeNull();
  });

  it('under another field is none', () => {
    expect(eventEntryFrom('1-0', ['other', 'x']).batch).toBeNull();
    expect(eventEntryFrom('1-0', []).batch).toBeNull();
  });
});
