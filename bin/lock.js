import { randomBytes } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A lock between processes of one machine that survives SIGKILL of its holder: files numbered upwards in a folder, each
 * naming a process; the highest number holds. Why it is safe: a number is taken by `link`, which fails if it is there, and
 * a file is deleted only by somebody who took a higher number, so the highest number never falls. Whoever took a number
 * and then sees a higher one was late, and gives way. A release leaves the file, or the numbers would start anew.
 *
 * Plain JavaScript, because the installation of the packages needs it, and src/ops needs the same.
 *
 * @param {string} folder made if missing
 * @returns {Promise<{ ok: true, release: () => Promise<void> } | { ok: false, pid: number }>} `pid` is the holder's
 */
export async function tryLock(folder) {
  await mkdir(folder, { recursive: true });
  const mine = join(folder, `.${process.pid}-${randomBytes(6).toString('hex')}`);
  await writeFile(mine, `${process.pid} ${startOf(process.pid)}`);
  try {
    for (;;) {
      const highest = await highestIn(folder);
      const holder = highest === 0 ? null : await livingHolder(join(folder, String(highest)));
      if (holder !== null) return { ok: false, pid: holder };
      if (await take(folder, highest + 1, mine))
        return { ok: true, release: () => release(folder, highest + 1) };
    }
  } finally {
    await rm(mine, { force: true });
  }
}

/**
 * Runs `work` while holding the lock, after whoever holds it now.
 *
 * @template T
 * @param {string} folder
 * @param {() => Promise<T>} work
 * @param {(pid: number) => void} [onWait] told once, if there is somebody to wait for
 * @returns {Promise<T>}
 */
export async function withLock(folder, work, onWait) {
  let told = false;
  for (;;) {
    const lock = await tryLock(folder);
    if (lock.ok) {
      try {
        return await work();
      } finally {
        await lock.release();
      }
    }
    if (!told) onWait?.(lock.pid);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** @param {string} folder @param {number} number @param {string} mine */
async function take(folder, number, mine) {
  const taken = join(folder, String(number));
  try {
    await link(mine, taken);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
  if ((await highestIn(folder)) > number) {
    await rm(taken, { force: true });
    return false;
  }
  for (const older of await numbersIn(folder))
    if (older < number) await rm(join(folder, String(older)), { force: true });
  return true;
}

/** @param {string} folder @param {number} number */
async function release(folder, number) {
  await writeFile(join(folder, String(number)), 'released').catch(() => undefined); // the folder may be gone by now
}

/** @param {string} folder */
async function numbersIn(folder) {
  return (await readdir(folder)).filter((name) => /^\d+$/.test(name)).map(Number);
}

/** @param {string} folder */
async function highestIn(folder) {
  return Math.max(0, ...(await numbersIn(folder)));
}

/** The pid that a lock file names, if that very process still lives; else null. @param {string} file */
async function livingHolder(file) {
  const text = await readFile(file, 'utf8').catch(() => 'gone');
  const [, pid, started] = /^(\d+) (.+)$/.exec(text) ?? [];
  return pid !== undefined && startOf(Number(pid)) === started ? Number(pid) : null;
}

/**
 * When a process started, as text that tells it from another one that got the same pid later; null if there is none (a
 * zombie is none).
 *
 * @param {number} pid
 * @returns {string | null}
 */
export function startOf(pid) {
  try {
    if (process.platform !== 'linux') {
      const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
        encoding: 'utf8',
      }).trim();
      return line === '' || line.startsWith('Z') ? null : line.replace(/^\S+\s+/, '');
    }
    // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the name in brackets may hold spaces; then field 3 on
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return null;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${fields[19]}`;
  } catch {
    return null; // no such process
  }
}
