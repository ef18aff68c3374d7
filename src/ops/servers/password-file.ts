import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';

/** A random password that is kept in a file for its owner only; made at the first call. */
export async function passwordIn(file: string, bytes = 24): Promise<string> {
  const kept = (await readFile(file, 'utf8').catch(() => '')).trim();
  if (kept !== '') return kept;
  const made = randomBytes(bytes).toString('base64url');
  await writeFile(file, `${made}\n`, { mode: 0o600 });
  return made;
}
