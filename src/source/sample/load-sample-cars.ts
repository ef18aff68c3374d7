import pg from 'pg';
import type { CarRecord } from '../../catalog/car.js';
import { nameTables } from '../../catalog/names.js';
import { assert } from '../../shared/assert.js';
import { copiedTables, copyCars } from './copy-cars.js';
import type { SampleRequest } from './generate-cars.js';
import { generateCars } from './generate-cars.js';
import { saveNames } from './save-names.js';
import { setAside } from './set-aside.js';

export interface SampleLoad extends SampleRequest {
  readonly databaseUrl: string;
  readonly onProgress?: (done: number, of: number) => void;
}

const carTables = ['car', 'car_feature', 'car_image'] as const;

/**
 * Fills a database without cars; all of it in one transaction. Nobody else can read or write cars meanwhile.
 *
 * @throws Bug if there are cars
 */
export async function loadSampleCars({ databaseUrl, onProgress, ...request }: SampleLoad): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'forecourt' });
  // The query that is under way says the same; without a listener a lost connection would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('begin');
    await load(client, request, onProgress ?? (() => undefined));
    await client.query('commit');
    // With the map of visible rows that a database of some age has: counts by index alone depend on it.
    await client.query(`vacuum (analyze) ${[...carTables, ...nameTables, 'slug_token'].join(', ')}`);
  } catch (error) {
    // Where it can't be reached any more, it has rolled back by itself.
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    await client.end();
  }
}

async function load(
  client: pg.ClientBase,
  request: SampleRequest,
  onProgress: (done: number, of: number) => void,
): Promise<void> {
  await client.query(`lock table ${[...carTables, ...nameTables].join(', ')} in share row exclusive mode`);
  const { rowCount: cars } = await client.query('select 1 from car limit 1');
  assert(cars === 0, 'sample cars are for a database without cars');
  const tables = copiedTables(await saveNames(client));
  const putBack = await setAside(client, carTables);
  for (const [place, table] of tables.entries()) {
    // The rest of the time goes into what was set aside.
    const tell = (done: number): void => {
      onProgress(Math.floor((place * request.count + done) / (tables.length + 1)), request.count);
    };
    await copyCars(client, table, counted(generateCars(request), tell));
  }
  await putBack();
  await moveSequences(client);
  onProgress(request.count, request.count);
}

function* counted(cars: Iterable<CarRecord>, tell: (done: number) => void): Generator<CarRecord> {
  let done = 0;
  for (const car of cars) {
    yield car;
    if ((done += 1) % 1_000 === 0) tell(done);
  }
}

/** Past the ids that were given here, and never back. */
async function moveSequences(client: pg.ClientBase): Promise<void> {
  for (const table of ['car', ...nameTables])
    await client.query(
      `select setval(sequence, greatest(pg_sequence_last_value(sequence), (select max(id) from ${table})))
       from (select pg_get_serial_sequence('${table}', 'id')::regclass as sequence) as of`,
    );
}
