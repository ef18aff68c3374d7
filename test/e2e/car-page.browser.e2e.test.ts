import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Screen } from '../support/browser.js';
import { axeViolations, visitor } from '../support/browser.js';
import type { Platform } from '../support/platform.js';
import type { SampleSite } from '../support/sample-site.js';
import { openSampleSite } from '../support/sample-site.js';
import { until } from '../support/platform.js';

/** A car's page as buyers use it: photos by key, by finger and by link, the shortlist and the comparison, with scripts and without. */

let sample: SampleSite;
let platform: Platform;
let browser: Browser;
let site: string;

beforeAll(async () => {
  sample = await openSampleSite({
    cars: 200,
    environment: { FORECOURT_PHOTO_URL: 'https://resize.example.in/{width}?of={encodedUrl}' },
  });
  ({ platform, browser, site } = sample);
  await platform.database.query(`update car set status = 'live'`);
  await platform.database.query(
    `insert into car_image select 1, 100 + place, '/photos/suv-white-side-' || place || '.svg' from generate_series(1, 8) place`,
  );
  await platform.database.query(
    `update car_image set url = 'https://photos.example.in/5.jpg' where car_id = 5 and position = 1`,
  );
  await platform.caughtUp();
});

afterAll(() => sample.close());

async function open(
  screen: Screen,
  scripts: boolean,
  path: string,
): Promise<{ page: Page; trouble: string[] }> {
  const context = await visitor(browser, { screen, scripts });
  const page = await context.newPage();
  const trouble: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') trouble.push(message.text());
  });
  page.on('pageerror', (error) => trouble.push(String(error)));
  await page.goto(site + path);
  return { page, trouble };
}

/** The photo that fills the strip, from 1. */
async function photoShown(page: Page): Promise<number> {
  const strip = page.locator('.gallery-strip');
  const box = await strip.boundingBox();
  for (const [place, photo] of (await strip.locator('> li').all()).entries()) {
    const at = await photo.boundingBox();
    if (box !== null && at !== null && Math.abs(at.x - box.x) < box.width / 2) return place + 1;
  }
  return 0;
}

const ways = (['phone', 'desktop'] as const).flatMap((screen) =>
  [true, false].map((scripts) => ({ screen, scripts })),
);

/** As over a phone's line. */
async function slowPosts(route: Route): Promise<void> {
  if (route.request().method() === 'POST') await new Promise((resolve) => setTimeout(resolve, 300));
  await route.continue();
}

describe.each(ways)('on a $screen, scripts $scripts,', ({ screen, scripts }) => {
  it('ten photos and more are gone through', async () => {
    const { page, trouble } = await open(screen, scripts, '/user-cars/1');
    expect(await page.locator('.gallery-strip > li').count()).toBeGreaterThanOrEqual(10);
    expect(await photoShown(page)).toBe(1);
    await page.locator('.gallery-thumbs a').nth(2).click();
    await until(async () => (await photoShown(page)) === 3);
    if (scripts) {
      await page.keyboard.press('ArrowRight');
      await until(async () => (await photoShown(page)) === 4);
      await page.keyboard.press('ArrowLeft');
      await until(async () => (await photoShown(page)) === 3);
      await page.locator('.gallery-on').click();
      await until(async () => (await photoShown(page)) === 4);
      await until(
        async () => (await page.locator('[data-gallery-count]').textContent())?.startsWith('4 /') === true,
      );
      expect(await page.locator('.gallery-thumbs [aria-current]').count()).toBe(1);
      expect(await page.locator('#announcement').textContent()).toMatch(/, photo 4 of \d+$/);
      expect(await axeViolations(page)).toEqual([]);
    }
    expect(trouble).toEqual([]);
    await page.context().close();
  });

  it('cars are kept, compared and let go', async () => {
    const { page, trouble } = await open(screen, scripts, '/user-cars/2');
    await page.locator('.car-head .shortlist-form button').click();
    await page.locator('.car-head .shortlist-form[data-kept=true]').waitFor();
    expect(new URL(page.url()).pathname).toBe('/user-cars/2');
    if (scripts) await until(async () => (await page.locator('#announcement').textContent()) !== '');
    await page.goto(`${site}/user-cars/3`);
    // With scripts, the link waits for what the server says.
    if (scripts) await page.route('**/shortlist', slowPosts);
    await page.locator('.car-head .shortlist-form button').click();
    await page.locator('.car-head .shortlist-form[data-kept=true]').waitFor();
    await page.locator('.site-nav a').click();
    await page.waitForURL('**/shortlist');
    expect(await page.locator('.card').count()).toBe(2);
    if (scripts) expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.locator('table.compare').waitFor();
    expect(await page.locator('thead th').count()).toBe(2);
    if (scripts) expect(await axeViolations(page)).toEqual([]);
    await page.goto(`${site}/shortlist`);
    await page.locator('.shortlist-choice .shortlist-form button').first().click();
    await until(async () => (await page.locator('.card').count()) === 1);
    expect(trouble).toEqual([]);
    await page.context().close();
  });
});

it('cars that are compared keep their names in view, and facts theirs, wherever the table is moved', async () => {
  const page = await (await visitor(browser, { screen: 'phone' })).newPage();
  await page.goto(`${site}/compare?cars=1,2,3,4`);
  const frame = page.locator('.compare-frame');
  const inFrame = async (selector: string): Promise<{ readonly x: number; readonly y: number }> => {
    const [outer, inner] = [await frame.boundingBox(), await page.locator(selector).first().boundingBox()];
    return { x: (inner?.x ?? 0) - (outer?.x ?? 0), y: (inner?.y ?? 0) - (outer?.y ?? 0) };
  };
  const fact = 'tbody tr:last-child th';
  const before = await inFrame(fact);
  await frame.evaluate((element) => {
    element.scrollTo(300, 400);
  });
  await until(async () => (await inFrame('.compare-pictures td')).y < -300);
  // Names at the top, beside each other: the last car's is where its column is.
  const [names, last, moved] = [
    await inFrame('.compare-names td'),
    await inFrame('.compare-names th:last-child'),
    await inFrame(fact),
  ];
  expect(Math.abs(names.y)).toBeLessThan(3);
  expect(Math.abs(last.y)).toBeLessThan(3);
  expect(Math.abs(moved.x - before.x)).toBeLessThan(3);
  expect(Math.round(before.y - moved.y)).toBe(400);
  expect(await axeViolations(page)).toEqual([]);
  await page.context().close();
});

it('photos are gone through as fast as keys are pressed', async () => {
  const page = await (await visitor(browser, { motion: true })).newPage();
  await page.goto(`${site}/user-cars/1`);
  await page.locator('.gallery-on').waitFor();
  for (let press = 0; press < 6; press += 1) {
    await page.keyboard.press('ArrowRight');
    await page.waitForTimeout(120);
  }
  await page.keyboard.press('ArrowLeft');
  await until(async () => (await photoShown(page)) === 6);
  expect(await page.locator('[data-gallery-count]').textContent()).toMatch(/^6 \//);
  await page.context().close();
});

it.each(['phone', 'desktop'] as const)(
  'on a %s, a photo of another host is asked for in the width that is shown',
  async (screen) => {
    const page = await (await visitor(browser, { screen })).newPage();
    const asked = new Set<string>();
    await page.route(/^https:/, (route) => {
      asked.add(route.request().url());
      return route.abort();
    });
    await page.goto(`${site}/user-cars/5`);
    const addressOf = (width: number): string =>
      `https://resize.example.in/${width}?of=https%3A%2F%2Fphotos.example.in%2F5.jpg`;
    await until(() => Promise.resolve(asked.size === 2));
    // The large one at 48rem or at two pixels each of a phone's 390, the small one at 5rem.
    expect(asked).toEqual(new Set([addressOf(960), addressOf(160)]));
    await page.context().close();
  },
);

it('a page of a car that is opened in a browser becomes an event', async () => {
  // As Chromium with a window calls itself: the one of tests says that it is a program.
  const userAgent =
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/145.0.0.0 Safari/537.36';
  const page = await browser.newPage({ userAgent });
  await page.goto(`${site}/user-cars/9`);
  await until(async () => {
    const { rowCount } = await platform.database.query(
      `select from event where kind = 'opened' and car_ids = '{9}'`,
    );
    return (rowCount ?? 0) > 0;
  });
  await page.context().close();
});
