import type { Logger } from 'pino';
import type { Settings } from '../config/settings.js';

/** What every command gets. */
export interface Context {
  readonly settings: Settings;
  readonly log: Logger;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly stopping: AbortSignal;
}
