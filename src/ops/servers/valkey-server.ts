import { chmod, mkdir, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { messageOf } from '../../shared/errors.js';
import { OpsError } from '../errors.js';
import { onPort } from './free-port.js';
import type { Guard } from './guard.js';
import type { ValkeyProgram } from './locate-valkey.js';
import { passwordIn } from './password-file.js';
import type { Server } from './server.js';
import { startServerProcess } from './server-process.js';

export interface ValkeyOptions {
  readonly program: ValkeyProgram;
  /** Holds its dump, log and password. */
  readonly folder: string;
  /** Whether an orderly stop keeps the data for the next start; tests need none. */
  readonly keepData: boolean;
  readonly guard: Guard;
  /** Undefined: a free one. */
  readonly port?: number | undefined;
}

const dump = 'dump.rdb';

/**
 * Starts a private Valkey on this machine's loopback address.
 *
 * A dump is written by an orderly stop only, and deleted as soon as it was loaded: after a crash there is none, and the index
 * is filled anew. An older dump would be an index from before changes that Postgres has been told are safe.
 */
export async function startValkey(options: ValkeyOptions): Promise<Server> {
  const { program, folder, guard } = options;
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o700); // a dump holds the whole index, and has the modes that the umask leaves
  await removeHalfDumps(folder);
  const password = await passwordIn(join(folder, 'password'));
  try {
    return await onPort(options.port, async (port) => {
      const server = await startServerProcess({
        name: 'Valkey',
        program: program.path,
        args: ['-'],
        input: configuration(port, password, options.keepData),
        folder,
        environment: program.environment,
        logFile: join(folder, 'valkey.log'),
        stopSignals: ['SIGTERM', 'SIGINT'],
        guard,
      });
      await server.ready(() => answersPing(port, password));
      await rm(join(folder, dump), { force: true });
      return { ...server, url: `redis://default:${password}@127.0.0.1:${port}` };
    });
  } catch (error) {
    throw new OpsError('OPS_VALKEY_FAILED', messageOf(error), { cause: error });
  }
}

/** By standard input: a password on the command line is everybody's. https://valkey.io/topics/valkey.conf/ */
function configuration(port: number, password: string, keepData: boolean): string {
  return [
    'bind 127.0.0.1', // the default is every interface
    `port ${port}`,
    `requirepass ${password}`,
    'protected-mode yes',
    'daemonize no',
    'save ""',
    'appendonly no',
    `dbfilename ${dump}`,
    // Losing a key silently would be a wrong page; a refused write is an error that we see.
    'maxmemory-policy noeviction',
    `shutdown-on-sigterm ${keepData ? 'save' : 'nosave'} now`,
    'shutdown-on-sigint nosave now force', // the guard's way
    '',
  ].join('\n');
}

/** What a SAVE that was killed leaves. */
async function removeHalfDumps(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => /^temp-.*\.rdb$/.test(name));
  await Promise.all(names.map((name) => rm(join(folder, name), { force: true })));
}

/** False while it is loading its dump, too. Without a client library: two inline commands. */
function answersPing(port: number, password: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`AUTH ${password}\r\nPING\r\n`));
    let answer = '';
    socket.setTimeout(1_000, () => socket.destroy());
    socket.on('data', (data) => {
      answer += data.toString();
      if (answer.split('\r\n').length > 2) socket.destroy();
    });
    socket.on('error', () => undefined); // not there yet: `close` follows
    socket.on('close', () => {
      resolve(answer === '+OK\r\n+PONG\r\n');
    });
  });
}
