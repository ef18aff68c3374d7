import { join } from 'node:path';
import type { Settings } from '../config/settings.js';
import { passwordIn } from './servers/password-file.js';

const secretBytes = 32;

/** With an embedded database, a secret that was not given is kept beside it; made at the first call. */
export async function withSecret(settings: Settings): Promise<Settings> {
  const { secret, databaseUrl, dataFolder } = settings;
  if (secret !== null || databaseUrl !== null) return settings;
  return { ...settings, secret: await passwordIn(join(dataFolder, 'secret'), secretBytes) };
}
