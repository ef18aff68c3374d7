import { mkdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { loadSampleCars } from '../../src/source/sample/load-sample-cars.js';
import { openBrowser, screens, visitor } from '../support/browser.js';
import type { Screen } from '../support/browser.js';
import { startPlatform } from '../support/platform.js';
import { testDatabase } from '../support/postgres.js';
import { testPrefix } from '../support/valkey.js';

/** The pictures of the README: `npm run screenshots`. The same cars each time, so that pictures change only where pages do. */
const folder = 'docs/screenshots';
const pages = { listing: '/used-cars-in-mumbai?ordering=-price', car: '/user-cars/7' };

it('pictures of the pages', { timeout: 300_000 }, async () => {
  await using database = await testDatabase();
  const now = new Date('2026-01-31T10:00:00Z');
  await loadSampleCars({ databaseUrl: database.url, count: 5_000, seed: 7, now });
  await using platform = await startPlatform({ databaseUrl: database.url, valkey: testPrefix(), near: true });
  await platform.database.query('update car set price = price - 20000 where id = 7');
  await platform.caughtUp();
  const site = await platform.app.listen({ host: '127.0.0.1', port: 0 });
  const browser = await openBrowser();
  await mkdir(folder, { recursive: true });
  try {
    for (const screen of Object.keys(screens) as Screen[]) {
      for (const dark of [false, true]) {
        const context = await visitor(browser, { screen, dark });
        for (const [name, path] of Object.entries(pages)) {
          const page = await context.newPage();
          await page.goto(site + path, { waitUntil: 'networkidle' });
          const file = `${folder}/${name}-${screen}-${dark ? 'dark' : 'light'}.png`;
          await page.screenshot({ path: file });
          expect(await page.locator('h1').count(), path).toBe(1);
        }
        await context.close();
      }
    }
  } finally {
    await browser.close();
  }
});
