import { parseListingRequest } from '../src/catalog/parse-request.js';
import { openDatabase } from '../src/source/database.js';
import { SqlListing } from '../src/source/sql-listing.js';
import type { Asker } from './load/asking.js';
import { loadNamed } from './load/loads.js';
import type { Agreement } from './result.js';
import type { RunningSystem } from './systems/running-system.js';
import type { SystemName } from './systems/systems.js';

/** Questions that every system has to answer alike before anything is timed: half of them repeated ones. */
const sampleSize = 200;

/** What an answer says: how many cars, and which ones stand on the page, in order. */
interface Said {
  readonly count: number;
  readonly ids: readonly number[];
}

/** How often each question is put: to the Valkey index again when the view is stored. */
const askings: Partial<Readonly<Record<SystemName, number>>> = { valkey: 2 };

/** Chooses what is asked, and holds every system's answers against those of SQL. */
export async function agree(
  started: readonly RunningSystem[],
  asker: Asker,
  databaseUrl: string,
  log: (line: string) => void,
): Promise<readonly Agreement[]> {
  const answering = started.filter(({ system }) => system.kind !== 'constant');
  const [first] = answering;
  if (first === undefined) throw new Error('Take a system that knows cars beside the constant ones.');
  await asker.choose(async (path) => {
    const { status, body } = await first.get(path);
    if (status !== 200) throw new Error(`${first.system.name} answers ${path} with ${status}`);
    return (JSON.parse(body) as { count: number }).count;
  });
  const { paths } = asker.asking(loadNamed('zipf'), 0, 0);
  const sample = [...paths.slice(0, sampleSize / 2), ...asker.sample(loadNamed('fresh'), 0, sampleSize / 2)];
  log(`asking SQL ${sample.length} questions (at a million cars: minutes)`);
  const expected = await askOracle(databaseUrl, sample);
  const agreements: Agreement[] = [];
  for (const running of answering) {
    log(`comparing ${running.system.name}`);
    agreements.push(await checkAgreement(running, sample, expected));
  }
  return agreements;
}

/** Questions that SQL is asked at once. */
const atOnce = 4;

/** Asks SQL, the oracle, what each of these paths should be answered. */
async function askOracle(databaseUrl: string, paths: readonly string[]): Promise<readonly Said[]> {
  const database = openDatabase(databaseUrl, { connections: atOnce, statementTimeoutMs: 120_000 });
  try {
    const sql = new SqlListing(database);
    const ask = async (path: string): Promise<Said> => {
      const parsed = parseListingRequest(new URL(path, 'http://localhost').searchParams);
      if (!parsed.ok || parsed.value.ordering === 'recommended') throw new Error(`not a question: ${path}`);
      const { count, cards } = await sql.list({ ...parsed.value, ordering: parsed.value.ordering });
      return { count, ids: cards.map((card) => (JSON.parse(card) as { id: number }).id) };
    };
    const said: Said[] = [];
    for (let at = 0; at < paths.length; at += atOnce)
      said.push(...(await Promise.all(paths.slice(at, at + atOnce).map(ask))));
    return said;
  } finally {
    await database.end();
  }
}

/** A wrong answer ends the run: a system that answers something else may be as fast as it likes. */
async function checkAgreement(
  running: RunningSystem,
  paths: readonly string[],
  expected: readonly Said[],
): Promise<Agreement> {
  const times = askings[running.system.name] ?? 1;
  for (const nth of Array.from({ length: times * paths.length }, (_, place) => place % paths.length)) {
    const path = paths[nth] ?? '';
    const { status, body } = await running.get(path);
    const answer = status === 200 ? (JSON.parse(body) as { count: number; results: { id: number }[] }) : null;
    const said = answer && { count: answer.count, ids: answer.results.map(({ id }) => id) };
    if (JSON.stringify(said) !== JSON.stringify(expected[nth])) {
      const { name } = running.system;
      throw new Error(
        `${name} answers ${path} with ${status} ${JSON.stringify(said)}, and not ${JSON.stringify(expected[nth])}`,
      );
    }
  }
  return { system: running.system.name, questions: paths.length, times };
}
