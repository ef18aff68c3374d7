import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('./guard.sh', import.meta.url));

/** Sees to it that servers don't outlive this process, whatever ends it: see guard.sh. */
export interface Guard {
  /** From now on, this server dies with us. Call it in the same tick as the spawn, so that no gap is left. */
  add(pid: number): void;
  /** It has ended: leave its pid alone. */
  drop(pid: number): void;
  /** Ends the guard, which stops what is left; resolves when all of it is gone. */
  end(): Promise<void>;
}

/** A tiny shell of its own session: a terminal's Ctrl-C and a logout don't reach it. */
export function startGuard(options: { readonly temporaryFolder?: string } = {}): Guard {
  const { temporaryFolder } = options;
  const shell = spawn('sh', [script, ...(temporaryFolder === undefined ? [] : [temporaryFolder])], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
  });
  const ended = new Promise<void>((resolve) => {
    shell.on('exit', () => {
      resolve();
    });
    shell.on('error', () => {
      resolve(); // no `sh`, or no process left: the servers run unguarded, which is no reason not to run
    });
  });
  shell.stdin.on('error', () => undefined); // it was killed: likewise
  shell.unref();
  return {
    add: (pid) => {
      shell.stdin.write(`add ${pid}\n`);
    },
    drop: (pid) => {
      shell.stdin.write(`drop ${pid}\n`);
    },
    end: async () => {
      shell.ref();
      shell.stdin.end();
      await ended;
    },
  };
}
