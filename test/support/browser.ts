import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { inject } from 'vitest';

/** A cheap phone, and a laptop. */
export const screens = {
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
  desktop: { viewport: { width: 1_280, height: 900 } },
} as const;
export type Screen = keyof typeof screens;

export async function openBrowser(): Promise<Browser> {
  const executablePath = inject('chromiumPath');
  if (executablePath === null) throw new Error('A test that uses a browser is named *.browser.e2e.test.ts.');
  return launchChromium(executablePath);
}

/** Without what a fresh browser asks of its maker's servers. */
export async function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      // As root, Chromium has no sandbox; it opens pages of this program alone.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
      ...['--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
    ],
  });
}

export interface VisitorOptions {
  readonly screen?: Screen;
  readonly scripts?: boolean;
  readonly dark?: boolean;
  /** Whether pages may move by themselves. */
  readonly motion?: boolean;
}

/** A visitor with cookies of their own. */
export async function visitor(
  browser: Browser,
  { screen = 'desktop', scripts = true, dark = false, motion = false }: VisitorOptions = {},
): Promise<BrowserContext> {
  return browser.newContext({
    ...screens[screen],
    javaScriptEnabled: scripts,
    colorScheme: dark ? 'dark' : 'light',
    locale: 'en-IN',
    reducedMotion: motion ? 'no-preference' : 'reduce',
  });
}

const axeSource = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong, by WCAG 2.2 AA and its own best practices: rule and place. Scripts have to be on. */
export async function axeViolations(page: Page): Promise<readonly string[]> {
  // In a world of its own, which no Content-Security-Policy reaches.
  const session = await page.context().newCDPSession(page);
  const { frameTree } = await session.send('Page.getFrameTree');
  const { executionContextId } = await session.send('Page.createIsolatedWorld', {
    frameId: frameTree.frame.id,
    worldName: 'axe',
  });
  const evaluate = async (expression: string): Promise<unknown> => {
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression,
      contextId: executionContextId,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description ?? '');
    return result.value;
  };
  await evaluate(await axeSource);
  const { violations } = (await evaluate('axe.run(document, { resultTypes: ["violations"] })')) as AxeResults;
  await session.detach();
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
}
