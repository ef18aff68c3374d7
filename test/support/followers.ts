import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Keys } from '../../src/index/keys.js';
import { connectFollower } from '../../src/ops/wiring.js';
import type { ServerUrls } from '../../src/ops/wiring.js';
import { codeOf } from '../../src/shared/errors.js';
import type { FollowerReport } from '../../src/sync/follower.js';
import { follow } from '../../src/sync/follower.js';
import type { Platform, PlatformOptions } from './platform.js';
import { environmentOf, until } from './platform.js';

/** A follower in this process, of which a test hears all that it reports. */
export interface TestFollower {
  /** The codes of its warnings so far. */
  readonly warnings: readonly string[];
  /** The codes of its troubles so far: also of passing ones, such as a slot that the last reader has not left yet. */
  readonly troubles: readonly (string | null)[];
  /** Why it filled the index, so far. */
  readonly fills: readonly string[];
  readonly abort: () => void;
  /** Settles when it reads the log for the first time. */
  readonly following: Promise<void>;
  /** Settles when it has ended. */
  readonly ended: Promise<void>;
  /** Aborts it, waits, and takes its Valkey away: until then it has all that it needs to go on. */
  [Symbol.asyncDispose](): Promise<void>;
}

export interface TestFollowerOptions {
  readonly urls?: Partial<ServerUrls>;
  readonly silenceLimitMs?: number;
  readonly ownSilenceMs?: number;
  readonly report?: Partial<FollowerReport>;
}

const nothing = (): void => undefined;

/** Follows what `platform` serves. */
export function startFollower(platform: Platform, options: TestFollowerOptions = {}): TestFollower {
  const { urls, silenceLimitMs, ownSilenceMs, report = {} } = options;
  const { databaseUrl, valkeyUrl } = { ...platform.urls, ...urls };
  const { settings } = platform;
  const stop = new AbortController();
  const valkey = connectFollower(valkeyUrl, silenceLimitMs);
  const warnings: string[] = [];
  const troubles: (string | null)[] = [];
  const fills: string[] = [];
  let onFollowing = nothing;
  const following = new Promise<void>((resolve) => (onFollowing = resolve));
  const ended = follow(
    {
      databaseUrl,
      names: { slot: settings.slot, publication: settings.publication },
      valkey,
      keys: new Keys(settings.prefix),
      maxStepCars: settings.stepCars,
      maxBatchChanges: settings.batchChanges,
      feedCars: settings.feedCars,
      ...(silenceLimitMs === undefined ? {} : { silenceLimitMs }),
      ...(ownSilenceMs === undefined ? {} : { ownSilenceMs }),
      report: {
        standingBy: nothing,
        fillProgress: nothing,
        filled: nothing,
        applied: nothing,
        ...report,
        following: (position) => {
          onFollowing();
          report.following?.(position);
        },
        filling: (why) => {
          fills.push(why);
          report.filling?.(why);
        },
        warned: (problem) => {
          warnings.push(problem.code);
          report.warned?.(problem);
        },
        troubled: (error, retryInMs) => {
          troubles.push(codeOf(error));
          report.troubled?.(error, retryInMs);
        },
      },
    },
    stop.signal,
  );
  const abort = (): void => {
    stop.abort();
  };
  return {
    warnings,
    troubles,
    fills,
    following,
    abort,
    ended,
    [Symbol.asyncDispose]: async () => {
      abort();
      await ended;
      valkey.disconnect();
    },
  };
}

/** `forecourt follow` as a process of its own, of which a test hears the log. */
export interface FollowerProcess {
  kill(signal: 'SIGSTOP' | 'SIGCONT'): void;
  /** Waits for a line of its log with these words. */
  says(words: string): Promise<void>;
  saidTimes(words: string): number;
  [Symbol.asyncDispose](): Promise<void>;
}

export function startFollowerProcess(options: PlatformOptions): FollowerProcess {
  const child = spawn(process.execPath, ['dist/ops/main.js', 'follow'], {
    env: environmentOf(options),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit');
  const lines: string[] = [];
  createInterface(child.stderr).on('line', (line) => lines.push(line));
  const saidTimes = (words: string): number => lines.filter((line) => line.includes(words)).length;
  return {
    kill: (signal) => {
      child.kill(signal);
    },
    says: (words) => until(() => Promise.resolve(saidTimes(words) > 0)),
    saidTimes,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
