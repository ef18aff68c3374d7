import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { lockDataFolder } from './data-folder-lock.js';

// At any moment at most one living process holds a folder's lock; and a lock whose holder is gone can be taken.

const lockModule = new URL('../../../bin/lock.js', import.meta.url).href;

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'forecourt-lock-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs a module with `tryLock` and `folder` in scope in a process of its own. */
function inProcess(folder: string, code: string): ReturnType<typeof spawn> {
  const script = `import { tryLock } from ${JSON.stringify(lockModule)}; const folder = ${JSON.stringify(folder)}; ${code}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

async function holder(folder: string): Promise<ReturnType<typeof spawn>> {
  const child = inProcess(
    join(folder, 'lock'),
    'const lock = await tryLock(folder); console.log(lock.ok); process.stdin.resume()',
  );
  const [said] = (await once(child.stdout!, 'data')) as [Buffer];
  expect(said.toString()).toBe('true\n');
  return child;
}

test('a second process is refused, and told who has the folder', async () => {
  const folder = await temporaryFolder();
  const first = await holder(folder);
  await expect(lockDataFolder(folder)).rejects.toMatchObject({
    code: 'OPS_DATA_FOLDER_IN_USE',
    facts: { pid: first.pid },
    message: expect.stringContaining(`process ${first.pid ?? ''} has ${folder}`) as string,
  });
});

test('the lock of a killed process is taken over', async () => {
  const folder = await temporaryFolder();
  const first = await holder(folder);
  first.kill('SIGKILL');
  await once(first, 'exit');
  await (await lockDataFolder(folder)).release();
});

test('a process that got the pid of a dead holder does not hold its lock', async () => {
  const folder = await temporaryFolder();
  await (await lockDataFolder(folder)).release();
  await writeFile(join(folder, 'lock', '2'), `${process.pid} another start time`);
  await (await lockDataFolder(folder)).release();
  expect(await readdir(join(folder, 'lock'))).toEqual(['3']);
});

test('one process may take it twice, and gives it back with the last release', async () => {
  const folder = await temporaryFolder();
  const [one, two] = await Promise.all([lockDataFolder(folder), lockDataFolder(folder)]);
  await one.release();
  await one.release();
  const refused = inProcess(join(folder, 'lock'), 'console.log((await tryLock(folder)).ok)');
  expect(String(((await once(refused.stdout!, 'data')) as [Buffer])[0])).toBe('false\n');
  await two.release();
  const taken = inProcess(join(folder, 'lock'), 'console.log((await tryLock(folder)).ok)');
  expect(String(((await once(taken.stdout!, 'data')) as [Buffer])[0])).toBe('true\n');
});

test('of many processes that take it, give it back or die with it, never two hold it', async () => {
  const folder = await temporaryFolder();
  // Whoever holds the lock makes a file that must not be there; a quarter of them die before they give it back.
  const code = `
    import { rmSync, writeFileSync } from 'node:fs';
    const inside = folder + '.inside';
    for (let turns = 0; turns < 25;) {
      const lock = await tryLock(folder);
      if (!lock.ok) continue;
      turns += 1;
      try { writeFileSync(inside, '', { flag: 'wx' }); } catch { process.exit(9); }
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
      rmSync(inside);
      if (turns > 5 && Math.random() < 0.05) process.kill(process.pid, 'SIGKILL');
      await lock.release();
    }`;
  const children = Array.from({ length: 6 }, () => inProcess(join(folder, 'lock'), code));
  const codes = await Promise.all(
    children.map(async (child) => ((await once(child, 'exit')) as [number | null])[0]),
  );
  expect(codes).not.toContain(9);
});
