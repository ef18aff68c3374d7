import type { Logger } from 'pino';
import { pino } from 'pino';
import pretty from 'pino-pretty';

/** What must never stand in a log: passwords in addresses, and anything that names a person. */
const redact = [
  '*.password',
  '*.connectionString',
  '*.databaseUrl',
  '*.valkeyUrl',
  'err.config',
  '*.mobile',
  '*.phone',
];

/** Lines for people on a terminal, JSON lines otherwise; on standard error, so that standard output is the command's. */
export function createLog(level: string): Logger {
  const base = { level, redact, base: {}, timestamp: pino.stdTimeFunctions.isoTime };
  if (process.stderr.isTTY) {
    return pino(
      base,
      pretty({ destination: 2, sync: true, translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname' }),
    );
  }
  return pino(base, pino.destination({ dest: 2, sync: true }));
}
