import { fileURLToPath } from 'node:url';
import type { EngineAnswer, EngineRequest } from './engine/messages.js';
import { readSetting } from './measure/setting.js';
import type { Options } from './options.js';
import type { Cores } from './process/cores.js';
import { askFresh } from './process/ask-fresh.js';
import type { Crew } from './process/crew.js';
import type { EngineResult, EngineRow } from './result.js';

const questions = 2_000;
const facetQuestions = 200;
const script = fileURLToPath(new URL('./engine/engine.js', import.meta.url));

/** The near index alone, each size in a process of its own. */
export async function measureEngine(
  { engineCars }: Options,
  crew: Crew,
  { server }: Cores,
  log: (line: string) => void,
): Promise<EngineResult> {
  const rows: EngineRow[] = [];
  for (const cars of engineCars) {
    log(`the near index alone, ${cars.toLocaleString('en')} cars`);
    const request: EngineRequest = { cars, questions, facetQuestions };
    const row = await askFresh<EngineAnswer>(crew, { name: 'the engine', script, cores: server }, request);
    log(
      `query p50 ${row.queryP50Us} us, p99 ${row.queryP99Us} us; panel p50 ${row.facetsP50Ms} ms, p99 ${row.facetsP99Ms} ms, ` +
        `longest piece ${row.facetsWorstPieceMs} ms; ${row.singleChangesPerSecond} changes/s, ${row.bulkChangesPerSecond} in bulk; ` +
        `${row.bytesPerCar} bytes a car beside its card of ${row.cardBytesPerCar}`,
    );
    rows.push(row);
  }
  return { setting: readSetting(), rows };
}
