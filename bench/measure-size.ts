import { fileURLToPath } from 'node:url';
import { agree } from './agreement.js';
import { measureBulk } from './bulk.js';
import { freshDatabase } from './data/databases.js';
import type { Servers } from './data/servers.js';
import { readVersions, serverLog } from './data/server-facts.js';
import { measureCells } from './listing-cells.js';
import { Asker } from './load/asking.js';
import { loads } from './load/loads.js';
import { readSetting } from './measure/setting.js';
import type { Options } from './options.js';
import type { Cores } from './process/cores.js';
import type { Crew } from './process/crew.js';
import type { Member } from './process/member.js';
import { measureRecommended } from './recommended.js';
import type { SizeResult, Skipped } from './result.js';
import type { RunningSystem, Stage } from './systems/running-system.js';
import { startFollower, startSystem } from './systems/running-system.js';
import type { System } from './systems/systems.js';
import { systems } from './systems/systems.js';

/** Questions below it are asked before anything is timed. */
const firstFresh = 1_000;

/** Everything about one number of cars. */
export async function measureSize(
  cars: number,
  options: Options,
  crew: Crew,
  {
    servers,
    cores,
    log,
  }: { readonly servers: Servers; readonly cores: Cores; readonly log: (line: string) => void },
): Promise<SizeResult> {
  log(`${cars.toLocaleString('en')} cars`);
  const databaseUrl = await freshDatabase(servers.postgres.url, cars, log);
  const stage: Stage = { crew, cores, servers, databaseUrl };
  const postgres = await serverLog(databaseUrl);
  crew.atEnd(() => postgres.close());
  const wanted = systems.filter(({ name }) => options.systems.includes(name));
  const started = await startAll(
    wanted.filter(({ mostCars }) => mostCars >= cars),
    stage,
    log,
  );

  const asker = new Asker();
  const agreement = await agree(started, asker, databaseUrl, log);
  for (const running of started) running.freeze();
  const listing = options.parts.includes('listing');
  const wantedLoads = loads.filter(({ name }) => listing && options.loads.includes(name));
  const driver = await startHelper('driver', './load/driver.js', stage, [], cores.driver);
  const changing = wantedLoads.some(({ changesPerSecond }) => changesPerSecond > 0);
  const changer = changing
    ? await startHelper('changer', './changes/changer.js', stage, [String(cars)])
    : null;
  const measured = await measureCells({
    options,
    loads: wantedLoads,
    systems: started,
    asker,
    driver,
    changer,
    freshFrom: firstFresh,
    logPosition: postgres.position,
    log,
  });
  const near = started.find(({ system }) => system.name === 'near');
  const constant = started.find(({ system }) => system.name === 'constant-fastify');
  const recommended =
    near !== undefined && options.parts.includes('recommended')
      ? await measureRecommended(
          { near, stage, cars, logPosition: postgres.position },
          driver,
          asker,
          options,
          log,
        )
      : null;
  const bulk =
    near !== undefined && options.parts.includes('bulk')
      ? await measureBulk(
          { near, constant, databaseUrl, cars, logPosition: postgres.position },
          driver,
          asker,
          options,
          log,
        )
      : { storms: [], reprice: null };
  return {
    cars,
    setting: readSetting(await readVersions(servers)),
    rounds: options.rounds,
    seconds: options.seconds,
    agreement,
    skipped: [...tooSmall(wanted, cars), ...measured.skipped],
    cells: measured.cells,
    ...bulk,
    recommended,
  };
}

async function startAll(
  wanted: readonly System[],
  stage: Stage,
  log: (line: string) => void,
): Promise<readonly RunningSystem[]> {
  const follower = wanted.some(({ kind }) => kind === 'forecourt') ? await startFollower(stage) : null;
  const started: RunningSystem[] = [];
  for (const system of wanted) {
    log(`starting ${system.name}`);
    const running = await startSystem(system, stage, follower);
    await running.thaw('0/0');
    started.push(running);
  }
  return started;
}

function tooSmall(wanted: readonly System[], cars: number): Skipped[] {
  return wanted
    .filter(({ mostCars }) => mostCars < cars)
    .map(({ name, mostCars }) => ({
      system: name,
      load: null,
      why: `not made to hold more than ${mostCars.toLocaleString('en')} cars`,
    }));
}

function startHelper(
  name: string,
  script: string,
  { crew, databaseUrl }: Stage,
  args: readonly string[],
  cores: string | null = null,
): Promise<Member> {
  const environment = { DATABASE_URL: databaseUrl };
  return crew.start({
    name: `the ${name}`,
    script: fileURLToPath(new URL(script, import.meta.url)),
    args,
    cores,
    environment,
    nodeOptions: ['--max-old-space-size=4096'],
  });
}
