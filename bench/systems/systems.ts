import type { LoadName } from '../load/loads.js';
import { loadNames } from '../load/loads.js';

export const systemNames = [
  'near',
  'valkey',
  'wide',
  'sql',
  'itemsjs',
  'orama',
  'minisearch',
  'constant-fastify',
  'constant-node',
] as const;
export type SystemName = (typeof systemNames)[number];

/** How it is started: our own program, an engine behind our listing route, or a body that is always the same. */
export type SystemKind = 'forecourt' | 'engine' | 'constant';

export interface System {
  readonly name: SystemName;
  readonly kind: SystemKind;
  /** Whether no other server has a part in its answers. */
  readonly alone: boolean;
  /** For the report. */
  readonly what: string;
  readonly loads: readonly LoadName[];
  /** Why it is left out of other loads. */
  readonly otherwise: string;
  /** It is not asked to hold more; why stands in the report. */
  readonly mostCars: number;
}

const all = [...loadNames];
const still: readonly LoadName[] = ['price', 'zipf', 'fresh'];
const withoutFacets: readonly LoadName[] = loadNames.filter((name) => name !== 'facets');

const table: Readonly<Record<SystemName, Omit<System, 'name'>>> = {
  near: {
    kind: 'forecourt',
    alone: true,
    what: '`forecourt serve`, one process, with its copy of the index',
    loads: all,
    otherwise: '',
    mostCars: Infinity,
  },
  valkey: {
    kind: 'forecourt',
    alone: false,
    what: '`forecourt serve` with `FORECOURT_NEAR=off`: stored views in Valkey, the way of the article',
    loads: withoutFacets,
    otherwise: 'the index in Valkey does not count options',
    mostCars: Infinity,
  },
  wide: {
    kind: 'engine',
    alone: false,
    what: 'one wide table in Postgres with the card text ready, prepared statements, behind the same listing route',
    loads: withoutFacets,
    otherwise: 'counting options was not written for it',
    mostCars: Infinity,
  },
  sql: {
    kind: 'engine',
    alone: false,
    what: 'our SQL listing (normalised tables) behind the same listing route, without any index',
    loads: all,
    otherwise: '',
    mostCars: Infinity,
  },
  itemsjs: {
    kind: 'engine',
    alone: true,
    what: 'ItemsJS in the server process, behind the same listing route',
    loads: still,
    otherwise: 'it takes changes by indexing everything anew, and its counts are not of this contract',
    mostCars: 100_000,
  },
  orama: {
    kind: 'engine',
    alone: true,
    what: 'Orama in the server process, behind the same listing route',
    loads: still,
    otherwise: 'nothing keeps it current with Postgres, and its counts are not of this contract',
    mostCars: 100_000,
  },
  minisearch: {
    kind: 'engine',
    alone: true,
    what: 'MiniSearch in the server process, behind the same listing route',
    loads: still,
    otherwise: 'nothing keeps it current with Postgres, and it does not count options',
    mostCars: 100_000,
  },
  'constant-fastify': {
    kind: 'constant',
    alone: true,
    what: 'a constant body of the size of the mean answer, from Fastify',
    loads: still,
    otherwise: 'nothing to change or to count',
    mostCars: Infinity,
  },
  'constant-node': {
    kind: 'constant',
    alone: true,
    what: 'the same from bare `node:http`',
    loads: still,
    otherwise: 'nothing to change or to count',
    mostCars: Infinity,
  },
};

export const systems: readonly System[] = systemNames.map((name) => ({ name, ...table[name] }));
