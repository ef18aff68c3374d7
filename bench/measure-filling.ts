import { fileURLToPath } from 'node:url';
import { Redis } from 'iovalkey';
import { nameTables } from '../src/catalog/names.js';
import type { Position } from '../src/catalog/position.js';
import type { FillSource } from '../src/index/fill.js';
import { fillIndex } from '../src/index/fill.js';
import { Keys } from '../src/index/keys.js';
import { batchesOf } from '../src/shared/batches.js';
import { emptyValkey, readVersions } from './data/server-facts.js';
import type { Servers } from './data/servers.js';
import type { FillAnswer, FillRequest } from './engine/messages.js';
import { names, sampleCars } from './engine/sample-cars.js';
import { median } from './load/latencies.js';
import { readSetting } from './measure/setting.js';
import type { Options } from './options.js';
import type { Cores } from './process/cores.js';
import { askFresh } from './process/ask-fresh.js';
import type { Crew } from './process/crew.js';
import type { FillingResult, FillingRow } from './result.js';

const prefix = 'filling:';
const script = fileURLToPath(new URL('./engine/filler.js', import.meta.url));

/** How long a server takes to fill its near index from a whole index in Valkey. Without Postgres: it has no part in that. */
export async function measureFilling(
  { engineCars, rounds }: Options,
  crew: Crew,
  {
    servers,
    cores,
    log,
  }: { readonly servers: Servers; readonly cores: Cores; readonly log: (line: string) => void },
): Promise<FillingResult> {
  const rows: FillingRow[] = [];
  const filler = { name: 'the filler', script, cores: cores.server };
  const request: FillRequest = { valkeyUrl: servers.valkey.url, prefix };
  for (const cars of engineCars) {
    log(`filling near indexes, ${cars.toLocaleString('en')} cars`);
    await emptyValkey(servers);
    await indexSample(cars, servers);
    const answers: FillAnswer[] = [];
    for (let round = 0; round < rounds; round++)
      answers.push(await askFresh<FillAnswer>(crew, filler, request));
    const row = { cars, ...mediansOf(answers) };
    log(
      `${row.listed} cars listed; filled in ${row.milliseconds} ms, ${row.bytesPerCar} bytes a car beside the cards; ` +
        `others waited for ${row.longestPauseMs} ms at most`,
    );
    rows.push(row);
  }
  await emptyValkey(servers);
  return { setting: readSetting(await readVersions(servers)), rounds, rows };
}

/** The whole index of the sample, written as the follower writes it. */
async function indexSample(cars: number, { valkey }: Servers): Promise<void> {
  const client = new Redis(valkey.url);
  try {
    await fillIndex(client, new Keys(prefix), sampleSource(cars), () => undefined);
  } finally {
    client.disconnect();
  }
}

function sampleSource(cars: number): FillSource {
  return {
    position: 1n as Position,
    origin: 'bench',
    publication: 'bench',
    async *names() {
      for (const table of nameTables)
        for (const [id, entry] of names.entries(table)) yield await Promise.resolve({ table, id, entry });
    },
    slugTokens: () => Promise.resolve([]),
    async *cars(batchSize) {
      for (const batch of batchesOf(sampleCars(cars), batchSize)) yield await Promise.resolve(batch);
    },
  };
}

function mediansOf(answers: readonly FillAnswer[]): FillAnswer {
  const of = (name: keyof FillAnswer): number => median(answers.map((answer) => answer[name]));
  return {
    listed: of('listed'),
    milliseconds: Math.round(of('milliseconds')),
    bytesPerCar: Math.round(of('bytesPerCar')),
    longestPauseMs: Number(Math.max(...answers.map(({ longestPauseMs }) => longestPauseMs)).toPrecision(3)),
  };
}
