import type { ChildProcess } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import type { Logger } from 'pino';
import type { KeptChild } from './kept-child.js';
import { keepChild } from './kept-child.js';
import type { ServerUrls } from './wiring.js';

const restartMs = { first: 1_000, most: 60_000 };

/** The trainer beside a server, in a process of its own. Nothing depends on it: listings go on by the models that there are. */
export function startTrainerProcess(urls: ServerUrls, flags: readonly string[], log: Logger): KeptChild {
  return keepChild(
    urls,
    { name: 'the trainer', args: ['train', ...flags], restartMs, onStart: giveWay },
    log,
  );
}

/** Where cores are few, pages come first. */
function giveWay({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended, or may not be told: it trains all the same.
  }
}
