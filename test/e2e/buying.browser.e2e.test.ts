import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeViolations, visitor } from '../support/browser.js';
import { codeFor } from '../support/leads.js';
import type { Platform } from '../support/platform.js';
import type { SampleSite } from '../support/sample-site.js';
import { openSampleSite } from '../support/sample-site.js';

/** The whole way of a buyer: a slug, a car, a number, its code, a time; and that the time is then taken. */

let sample: SampleSite;
let platform: Platform;
let browser: Browser;
let site: string;

beforeAll(async () => {
  sample = await openSampleSite({
    cars: 200,
    environment: { FORECOURT_SECRET: 'c0ffee'.repeat(11), FORECOURT_LEADS_PER_ADDRESS: '10000' },
  });
  ({ platform, browser, site } = sample);
});

afterAll(() => sample.close());

const ways = (['phone', 'desktop'] as const).flatMap((screen) =>
  [true, false].map((scripts) => ({ screen, scripts })),
);

/** Ten digits that nobody else in these tests has. */
let numbers = 0;
function newNumber(): string {
  return `98765${String((numbers += 1)).padStart(5, '0')}`;
}

/** From a car's page to the times that can be booked. */
async function proveNumber(page: Page, mobile: string): Promise<void> {
  await page.locator('#mobile').fill(`0${mobile.slice(0, 5)} ${mobile.slice(5)}`);
  await page.locator('input[name=consent]').check();
  await page.locator('.form button[type=submit]').click();
  await page.waitForURL('**/test-drive/code');
  await page.locator('#code').fill(await codeFor(platform, mobile));
  await page.locator('.form button[type=submit]').click();
  await page.waitForURL(/\/test-drive$/);
}

async function setStatus(car: number, status: 'live' | 'sold'): Promise<void> {
  await platform.database.query('update car set status = $2 where id = $1', [car, status]);
  await platform.caughtUp();
}

async function choose(page: Page, slot: string): Promise<void> {
  await page.locator(`input[name=starts_at][value="${slot}"]`).check();
  await page.locator('.slots button[type=submit]').click();
}

describe.each(ways)('on a $screen, scripts $scripts,', ({ screen, scripts }) => {
  it('a visitor finds a car, leaves a number, books, is refused a taken time, moves and cancels', async () => {
    const context = await visitor(browser, { screen, scripts });
    const page = await context.newPage();
    await page.goto(`${site}/used-cars-in-mumbai?ordering=price`);
    const link = page
      .locator('.card h2 a')
      .nth(ways.findIndex((way) => way.screen === screen && way.scripts === scripts));
    const name = ((await link.textContent()) ?? '').trim();
    await link.click();
    await page.waitForURL('**/user-cars/*');
    expect(await page.locator('h1').textContent()).toContain(name);
    const car = new URL(page.url()).pathname;
    await page.locator(`a[href="${car}/test-drive"]`).first().click();

    // A number that is none comes back with the reason, as it was typed and ready to be mended.
    await page.locator('#mobile').fill('12345');
    await page.locator('input[name=consent]').check();
    await page.locator('.form button[type=submit]').click();
    expect(await page.locator('#problem').textContent()).toContain('no mobile number');
    expect(await page.locator('#mobile').inputValue()).toBe('12345');
    expect(await page.locator('input[name=consent]').isChecked()).toBe(true);
    await page.locator('#mobile:focus').waitFor();

    const mobile = newNumber();
    await page.locator('#mobile').fill(mobile);
    await page.locator('.form button[type=submit]').click();
    await page.waitForURL('**/test-drive/code');
    await page.locator('#code').fill('000000');
    const code = await codeFor(platform, mobile);
    if (code !== '000000') {
      await page.locator('.form button[type=submit]').click();
      expect(await page.locator('#problem').textContent()).toContain('not the one');
    }
    await page.locator('#code').fill(code);
    await page.locator('.form button[type=submit]').click();
    await page.waitForURL(/\/test-drive$/);

    // Somebody else, who has the same times before them, is faster.
    const slots = await page
      .locator('input[name=starts_at]:not([disabled])')
      .evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));
    const [first = '', second = '', third = ''] = slots;
    const other = await (await visitor(browser, { screen, scripts })).newPage();
    await other.goto(`${site}${car}/test-drive`);
    await proveNumber(other, newNumber());
    await choose(other, first);
    await other.waitForURL('**/your-test-drive/*');
    expect(await other.locator('h1').textContent()).toBe('Your test drive is booked');

    await choose(page, first);
    expect(await page.locator('[role=alert]').textContent()).toContain('this time is taken');
    await page.locator('[role=alert]:focus').waitFor();
    expect(await page.locator(`input[value="${first}"]`).isDisabled()).toBe(true);
    const tab = await page.context().newPage();
    await tab.goto(`${site}${car}/test-drive`);
    await choose(page, second);
    await page.waitForURL('**/your-test-drive/*');
    expect(await page.locator('.fact-list').textContent()).toContain(`+91 •••••• ${mobile.slice(-4)}`);

    // Booked once more in another tab, it is that one still, with the new time chosen in the form that moves it.
    await choose(tab, third);
    expect(await tab.locator('[role=alert]').textContent()).toContain(
      'You already have a test drive of this car',
    );
    await tab.locator('[role=alert]:focus').waitFor();
    expect(await tab.locator(`input[value="${third}"]`).isChecked()).toBe(true);
    await tab.close();
    // The car leads back to it.
    await page.goto(`${site}${car}/test-drive`);
    await page.waitForURL('**/your-test-drive/*');

    await page.locator('.change summary', { hasText: 'Move it' }).click();
    await page.locator(`input[value="${third}"]`).check();
    await page.locator('.slots button[type=submit]').click();
    await page.waitForLoadState();
    await page.locator('.change summary', { hasText: 'Cancel it' }).click();
    await page.locator('form[action$="/cancel"] button').click();
    await page.locator('h1', { hasText: 'canceled' }).waitFor();

    const { rows } = await platform.database.query<{ booked: number }>(
      `select count(*)::int as booked from test_drive where car_id = ${car.split('/').at(-1) ?? ''} and status = 'booked'`,
    );
    expect(rows).toEqual([{ booked: 1 }]);
    await other.context().close();
    await context.close();
  });
});

it.each(['phone', 'desktop'] as const)('on a %s, axe finds nothing wrong on the way', async (screen) => {
  for (const dark of [false, true]) {
    const page = await (await visitor(browser, { screen, dark })).newPage();
    const check = async (): Promise<void> => {
      expect(await axeViolations(page), page.url()).toEqual([]);
    };
    await page.goto(`${site}/user-cars/9`);
    await check();
    await page.goto(`${site}/user-cars/9/test-drive`);
    await check();
    await page.locator('#mobile').fill('1');
    await page.locator('input[name=consent]').check();
    await page.locator('.form button[type=submit]').click();
    await check();
    await proveNumber(page, newNumber());
    await check();
    const slot = await page.locator('input[name=starts_at]:not([disabled])').first().getAttribute('value');
    const tab = await page.context().newPage();
    await tab.goto(`${site}/user-cars/9/test-drive`);
    await choose(page, slot ?? '');
    await page.waitForURL('**/your-test-drive/*');
    await check();
    const own = page.url();
    await choose(tab, await tab.locator('input[name=starts_at]').last().inputValue());
    await tab.locator('[role=alert]').waitFor();
    expect(await axeViolations(tab)).toEqual([]);
    await tab.close();
    await page.goto(`${site}/user-cars/10/test-drive`);
    await page.locator('h2', { hasText: 'Your other test drives' }).waitFor();
    await check();
    await setStatus(9, 'sold');
    await page.goto(own);
    await page.locator('h1', { hasText: 'has been sold' }).waitFor();
    await check();
    await setStatus(9, 'live');
    for (const path of ['/shortlist', '/compare?cars=9,10']) {
      await page.goto(site + path);
      await check();
    }
    await page.context().close();
  }
});

it('nothing personal is in Valkey or in the log after all of this', async () => {
  const logged = JSON.stringify(platform.logged);
  let cursor = '0';
  const stored: string[] = [];
  do {
    const [next, keys] = await platform.valkey.scan(
      cursor,
      'MATCH',
      `${platform.settings.prefix}*`,
      'COUNT',
      1_000,
    );
    cursor = next;
    for (const key of keys) stored.push(key, await platform.valkey.dump(key));
  } while (cursor !== '0');
  expect(stored.length).toBeGreaterThan(10);
  for (let number = 1; number <= numbers; number++) {
    const mobile = `98765${String(number).padStart(5, '0')}`;
    expect(logged).not.toContain(mobile);
    expect(stored.filter((text) => text.includes(mobile))).toEqual([]);
  }
});
