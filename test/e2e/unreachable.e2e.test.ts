import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ownPostgres } from '../support/own-postgres.js';
import { environmentOf } from '../support/platform.js';
import { testDatabase } from '../support/postgres.js';
import { testPrefix } from '../support/valkey.js';

// Whatever is wrong with the servers, the address or the data folder: a command that does one thing says so in one line, with
// code and remedy, and ends with 1; a role that goes on says so in its log, and goes on. Never a stack, never a password.

const secret = 'sekret';
const closed = `postgres://someone:${secret}@127.0.0.1:1/none`;
/** As src/source/migrate.ts has it: programs that migrate take turns. */
const migrationLock = 7_302_184_119;
const closedValkey = `redis://:${secret}@127.0.0.1:1`;

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface Running {
  readonly child: ChildProcess;
  /** Waits until it has said something like this, on either output. */
  says(what: RegExp): Promise<void>;
  readonly ended: Promise<Outcome>;
}

async function run(args: readonly string[], environment: Record<string, string>): Promise<Running> {
  const database = await testDatabase();
  const options = { databaseUrl: database.url, valkey: testPrefix() };
  const folder = await mkdtemp(join(tmpdir(), 'forecourt-unreachable-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const child = spawn(process.execPath, ['dist/ops/main.js', ...args], {
    env: { ...environmentOf(options), FORECOURT_DATA: folder, PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, out, err }));
  const says = async (what: RegExp): Promise<void> => {
    while (!what.test(out + err)) {
      const data = once(child.stdout, 'data');
      const other = once(child.stderr, 'data');
      const over = ended.then(() => {
        if (!what.test(out + err)) throw new Error(`it ended without saying ${String(what)}: ${out}${err}`);
      });
      await Promise.race([data, other, over]);
    }
  };
  return { child, says, ended };
}

/** Takes connections, and never says a word. */
async function silentPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

function expectOneLine({ code, err }: Outcome, named: string): void {
  expect(err).toMatch(new RegExp(`^error: ${named}: .+\\n$`));
  expect(err).not.toContain(secret);
  expect(code).toBe(1);
}

describe('what a command says of servers that it cannot use', () => {
  it.each([
    ['migrate'],
    ['audit'],
    ['rebuild'],
    ['import', 'package.json'],
    ['explain', 'city_id=1'],
    ['start'],
  ])('%s: Postgres is away, does not know the password, or does not know the database', async (...args) => {
    const known = (await testDatabase()).url;
    const wrong = Object.assign(new URL(known), { password: secret }).href;
    const unknown = Object.assign(new URL(known), { pathname: '/no_such_database' }).href;
    for (const url of [closed, wrong, unknown]) {
      const ended = await (await run(args, { DATABASE_URL: url })).ended;
      expectOneLine(ended, 'SOURCE_UNREACHABLE');
      // It does not: it has ended.
      expect(ended.err).toMatch(/; a command that has ended is to be run again\.\n$/);
    }
  });

  it.each([['audit'], ['start']])('%s: Valkey is away', async (...args) => {
    expectOneLine(await (await run(args, { VALKEY_URL: closedValkey })).ended, 'INDEX_UNREACHABLE');
  });

  it('a Postgres that takes connections and never speaks is given up', async () => {
    const port = await silentPort();
    const { ended } = await run(['migrate'], { DATABASE_URL: `postgres://u:${secret}@127.0.0.1:${port}/x` });
    expectOneLine(await ended, 'SOURCE_UNREACHABLE');
  });

  it.each([
    ['migrate'],
    ['audit'],
    ['rebuild'],
    ['import', 'package.json'],
    ['explain', 'page=1'],
    ['follow'],
    ['start'],
  ])('%s: Ctrl-C ends a wait that would not end by itself', async (...args) => {
    const { url } = await testDatabase();
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    onTestFinished(() => client.end());
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    const waiting = await run(args, { DATABASE_URL: url });
    const waiters = `select 1 from pg_locks where locktype = 'advisory' and not granted
                       and database = (select oid from pg_database where datname = current_database())`;
    while ((await client.query(waiters)).rowCount === 0) await sleep(20);
    waiting.child.kill('SIGINT');
    const goesOn = args[0] === 'follow' || args[0] === 'start';
    expect(await waiting.ended).toEqual({ code: goesOn ? 0 : 1, out: '', err: '' });
  });

  it('a user without rights, and a Postgres that does not log enough', async () => {
    await using postgres = await ownPostgres({ wal_level: 'replica' });
    const plain = new URL(postgres.url);
    plain.username = 'plain';
    plain.password = secret;
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    await client.query(`create role plain login password '${secret}'`);
    await client.end();
    expectOneLine(await (await run(['migrate'], { DATABASE_URL: plain.href })).ended, 'OPS_DATABASE_REFUSED');
    for (const command of ['audit', 'start'])
      expect((await (await run([command], { DATABASE_URL: postgres.url })).ended).err).toMatch(
        /^error: SOURCE_WAL_LEVEL: .*$/m,
      );
  });

  it('an address that is not this machine, a port that is taken, a data folder that is none', async () => {
    const port = await silentPort();
    const serve = (environment: Record<string, string>): Promise<Outcome> =>
      run(['serve'], environment).then(({ ended }) => ended);
    expect((await serve({ FORECOURT_HOST: '256.1.1.1' })).err).toMatch(/^error: OPS_HOST_UNUSABLE: .*$/m);
    expect((await serve({ PORT: String(port) })).err).toMatch(/^error: OPS_PORT_TAKEN: .*$/m);
    for (const folder of ['/etc/passwd', '/proc/nope', '/proc/nope/below'])
      expectOneLine(await serve({ FORECOURT_DATA: folder, VALKEY_URL: '' }), 'OPS_DATA_FOLDER_UNUSABLE');
  });
});

describe('what a role does while its servers are away', () => {
  it('serve starts without Postgres, and without Valkey', async () => {
    for (const [environment, code] of [
      [{ DATABASE_URL: closed }, 'SOURCE_UNREACHABLE'],
      [{ VALKEY_URL: closedValkey }, 'INDEX_UNREACHABLE'],
    ] as const) {
      const serving = await run(['serve'], environment);
      await serving.says(/^ready http/m);
      await serving.says(new RegExp(`"level":40.*"code":"${code}"`));
      serving.child.kill('SIGTERM');
      const { code: exitCode, err } = await serving.ended;
      expect(exitCode).toBe(0);
      expect(err).not.toContain(secret);
    }
  });

  it('follow says what is wrong once, and never gives up', async () => {
    const following = await run(['follow'], { DATABASE_URL: closed, FORECOURT_LOG_LEVEL: 'debug' });
    await following.says(/("level":20.*"code":"SOURCE_UNREACHABLE".*\n[^]*){3}/); // tried again, quietly
    following.child.kill('SIGTERM');
    const { code, err } = await following.ended;
    expect(code).toBe(0);
    expect(err.match(/"level":[45]0/g)).toHaveLength(1);
  });
});
