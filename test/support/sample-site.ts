import type { Browser } from 'playwright-core';
import { loadSampleCars } from '../../src/source/sample/load-sample-cars.js';
import { openBrowser } from './browser.js';
import type { Platform } from './platform.js';
import { startPlatform } from './platform.js';
import { testDatabase } from './postgres.js';
import { testPrefix } from './valkey.js';

export interface SampleOptions {
  readonly cars: number;
  readonly environment?: Record<string, string>;
}

/** A warm platform with sample cars, for all tests of a file. */
export interface SamplePlatform {
  readonly platform: Platform;
  close(): Promise<void>;
}

export async function openSamplePlatform({ cars, environment = {} }: SampleOptions): Promise<SamplePlatform> {
  const valkey = testPrefix();
  const database = await testDatabase();
  await loadSampleCars({ databaseUrl: database.url, count: cars, seed: 7, now: new Date() });
  const platform = await startPlatform({ databaseUrl: database.url, valkey, near: true, environment });
  return {
    platform,
    close: async () => {
      await platform[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
      await valkey.clear();
    },
  };
}

/** The same, listening, and a browser to look at it. */
export interface SampleSite extends SamplePlatform {
  readonly browser: Browser;
  /** `http://127.0.0.1:40123`. */
  readonly site: string;
}

export async function openSampleSite(options: SampleOptions): Promise<SampleSite> {
  const sample = await openSamplePlatform(options);
  const { platform } = sample;
  const site = await platform.app.listen({ host: '127.0.0.1', port: 0 });
  const browser = await openBrowser();
  return {
    platform,
    site,
    browser,
    close: async () => {
      await browser.close();
      await sample.close();
    },
  };
}
