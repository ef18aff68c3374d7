import { describe, expect, it } from 'vitest';
import type { Position } from '../catalog/position.js';
import type { Doubt, Look, Opinion } from './doubt.js';
import { judge, noDoubt } from './doubt.js';

const staleMs = 30_000;

/** Looks at these seconds: where Postgres is, where the index is; null: not to be asked. */
type Story = readonly (readonly [atSeconds: number, database: number | null, index: number | null])[];

function look(atSeconds: number, database: number | null, index: number | null): Look {
  return {
    atMs: atSeconds * 1_000,
    database: database === null ? null : { position: BigInt(database) as Position, origin: 'ours' },
    index: index === null ? null : { position: BigInt(index) as Position, origin: 'ours' },
  };
}

function tell(story: Story): (Doubt | null)[] {
  let opinion: Opinion = noDoubt;
  return story.map((each) => {
    opinion = judge(opinion, look(...each), staleMs);
    return opinion.doubt;
  });
}

describe('an index', () => {
  it('is believed while it reaches what the log held thirty seconds ago, however far behind it is', () => {
    expect(
      tell([
        [0, 100, 100],
        [20, 900, 100],
        [40, 1_000, 899],
        [60, 2_000, 1_000],
      ]),
    ).toEqual([null, null, null, null]);
  });

  it('is stale once it misses what the log held more than thirty seconds ago', () => {
    expect(
      tell([
        [0, 100, 90],
        [29, 100, 90],
        [30, 100, 90],
        [31, 100, 90],
        [33, 100, 99],
      ]),
    ).toEqual([null, null, null, 'stale', 'stale']);
  });

  it('on a database where nothing happens is never stale', () => {
    expect(
      tell([
        [0, 100, 100],
        [1_000, 100, 100],
        [2_000, 100, 100],
      ]),
    ).toEqual([null, null, null]);
  });

  it('that was stale is believed again when it has caught up with the look before, and no sooner', () => {
    expect(
      tell([
        [0, 100, 90],
        [31, 200, 90],
        [33, 300, 100],
        [35, 400, 299],
        [37, 500, 400],
        [39, 600, 400],
      ]),
    ).toEqual([null, 'stale', 'stale', 'stale', null, null]);
  });

  it('is the best there is while Postgres can not be asked, and judged by what was seen before when it can', () => {
    expect(
      tell([
        [0, 100, 90],
        [31, 100, 90],
        [33, null, 90],
        [35, null, 90],
        [37, null, 90],
        [39, 100, 90],
        [41, 100, null],
        [43, 100, 100],
      ]),
    ).toEqual([null, 'stale', 'stale', 'stale', null, 'stale', 'stale', null]);
  });

  it('stays stale when one look at a busy Postgres fails', () => {
    expect(
      tell([
        [0, 100, 90],
        [31, 100, 90],
        [33, null, 90],
        [35, 100, 90],
        [37, null, 90],
        [39, null, 90],
      ]),
    ).toEqual([null, 'stale', 'stale', 'stale', 'stale', 'stale']);
  });

  it('of another database is not believed, whatever its position, until it is replaced', () => {
    const ours = look(0, 100, 100);
    const foreign = judge(noDoubt, { ...ours, index: { ...ours.index!, origin: 'theirs' } }, staleMs);
    expect(foreign.doubt).toBe('foreign');
    expect(judge(foreign, look(2, null, 100), staleMs).doubt).toBe('foreign');
    expect(judge(foreign, look(2, 100, null), staleMs).doubt).toBe('foreign');
    expect(judge(foreign, look(2, 100, 100), staleMs).doubt).toBeNull();
  });

  it('is not held to where another database was', () => {
    const before = judge(noDoubt, look(0, 900, 900), staleMs);
    const moved = { atMs: 60_000, database: { position: 100n as Position, origin: 'new' } };
    const index = { position: 100n as Position, origin: 'new' };
    expect(judge(before, { ...moved, index }, staleMs).doubt).toBeNull();
  });

  it('is judged by a bounded number of looks', () => {
    let opinion = noDoubt;
    for (let at = 0; at < 10_000; at += 2) opinion = judge(opinion, look(at, at, 0), staleMs);
    expect(opinion.doubt).toBe('stale');
    expect(opinion.seen.length).toBeLessThan(20);
  });
});
