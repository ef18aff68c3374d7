import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

const run = promisify(execFile);

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/**
 * The path of a Chromium: one that this machine has, or, installed now, the distribution's (as root, on Debian and Ubuntu) or the one that
 * Playwright brings.
 */
export async function obtainChromium(log: (line: string) => void): Promise<string> {
  const there = await locateChromium();
  if (there !== null) return there;
  log('installing Chromium for the browser tests (once, some 100 MB) ...');
  const reasons: string[] = [];
  for (const install of [installWithApt, installWithPlaywright]) {
    try {
      await install();
      const installed = await locateChromium();
      if (installed !== null) return installed;
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(
    `The browser tests need Chromium, and it could not be installed. Install it, or name it in CHROMIUM_PATH. (${reasons.join('; ')})`,
  );
}

async function locateChromium(): Promise<string | null> {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin'];
  const places = [
    process.env.CHROMIUM_PATH ?? '',
    ...folders.flatMap((folder) => names.map((name) => join(folder, name))),
    chromium.executablePath(),
  ];
  for (const place of places) if (place !== '' && (await exists(place))) return place;
  return null;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function installWithApt(): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error('apt-get: only root can');
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = async (...args: readonly string[]): Promise<void> => {
    // Another process may be installing something in this very moment.
    await run('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=300', ...args], {
      env: environment,
      maxBuffer: 64 * 1_048_576,
    });
  };
  await apt('update');
  await apt('install', '--yes', '--no-install-recommends', 'chromium', 'fonts-liberation');
}

async function installWithPlaywright(): Promise<void> {
  await run(process.execPath, ['node_modules/playwright-core/cli.js', 'install', 'chromium']);
}
