import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { loadSampleCars } from '../../src/source/sample/load-sample-cars.js';
import type { ListingBody } from '../support/oracle.js';
import { queryOf } from '../support/oracle.js';
import { environmentOf, startPlatform, until } from '../support/platform.js';
import { testDatabase } from '../support/postgres.js';
import { testPrefix } from '../support/valkey.js';

/** The processes that a process has started and that still run; Linux tells. */
async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.split(' ').filter(Boolean).map(Number);
}

async function requestsCounted(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = /^forecourt_requests_total\{route="\/listing\/",status="200"\} (\d+)$/m.exec(text);
  return Number(line?.[1] ?? 0);
}

it('workers share a port and sum their figures; one that ends is replaced; none is left behind', async () => {
  await using database = await testDatabase();
  await loadSampleCars({ databaseUrl: database.url, count: 300, seed: 7, now: new Date() });
  const options = { databaseUrl: database.url, valkey: testPrefix() };
  await using platform = await startPlatform(options);
  const server = spawn(process.execPath, ['dist/ops/main.js', 'serve', '--workers', '3'], {
    env: { ...environmentOf({ ...options, near: true }), PORT: '0' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => {
    server.kill('SIGKILL');
  });
  const said: string[] = [];
  createInterface(server.stdout).on('line', (line) => said.push(line));
  await until(() => Promise.resolve(said.length > 0));
  const url = /^ready (http:\S+)$/.exec(said[0] ?? '')?.[1] ?? '';
  const workers = await childrenOf(server.pid ?? 0);
  expect(workers).toHaveLength(3);

  const { count } = await platform.sql.list(queryOf(''));
  const asked = 30;
  for (let request = 0; request < asked; request += 1) {
    const answer = await fetch(`${url}/listing/`, { headers: { connection: 'close' } });
    expect(((await answer.json()) as ListingBody).count).toBe(count);
  }
  expect(await requestsCounted(url)).toBe(asked);

  process.kill(workers[0] ?? 0, 'SIGKILL');
  await until(async () => {
    await sleep(20);
    const now = await childrenOf(server.pid ?? 0);
    return now.length === 3 && !now.includes(workers[0] ?? 0);
  });
  expect((await fetch(`${url}/listing/`)).status).toBe(200);

  const last = await childrenOf(server.pid ?? 0);
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  for (const pid of last) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  expect(said).toHaveLength(1);
});
