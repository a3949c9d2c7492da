import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { event, post, pulse, seed, type Trouble } from '../support/events.ts';
import { Server } from '../support/server.ts';
import { expect, expectAccessible, needsChromium, report, screenshot, test } from '../support/test.ts';

needsChromium();

const MINUTES = 40;
const TROUBLES: readonly Trouble[] = [
  { region: 'EU-London', from: 17, to: 11, allBut: 3 }, { region: 'ASIA-Mumbai', from: 5, to: 0, allBut: 3 },
];
const server = new Server();

test.beforeAll(async () => {
  await server.start();
  await seed(server.url, MINUTES, TROUBLES);
  await expect.poll(openAlerts, { message: 'the incident that goes on has raised an alert', timeout: 60_000 }).toBeGreaterThan(0);
});
test.afterAll(() => server.dispose());

async function ask<T>(path: string): Promise<T> {
  return (await (await fetch(new URL(path, server.url))).json()) as T;
}

const openAlerts = async () => (await ask<{ open_count: number }>('api/alerts')).open_count;
const panel = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const card = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

/** Opens the page and waits until it shows figures. */
async function open(page: Page, query = ''): Promise<void> {
  await page.goto(`${server.url}${query}`);
  await expect(card(page, 'Downloads per minute').locator('.card-value')).toHaveText(/\d/);
}

test('first load shows every panel with figures, and what they rest on', async ({ page }) => {
  await page.addInitScript(() => {
    const watch = new MutationObserver(() => {
      if (!/\d/.test(document.querySelector('.card-value')?.textContent ?? '')) return;
      performance.mark('first-figure');
      watch.disconnect();
    });
    watch.observe(document, { childList: true, subtree: true, characterData: true });
  });
  const stop = pulse(server.url, TROUBLES);
  const took: number[] = [];
  for (const visit of [1, 2, 3]) {
    await open(page);
    const firstFigure = await page.evaluate(() => performance.getEntriesByName('first-figure')[0]?.startTime ?? Number.NaN);
    expect(firstFigure, `visit ${visit}`).toBeLessThan(10_000);
    took.push(Math.round(firstFigure));
  }
  report(
    'first data on screen after navigation',
    `${took[0]} ms at the first visit of a server that has just started, then ${took.slice(1).join(' and ')} ms`,
  );

  await expect(page.getByText('connected')).toBeVisible();
  for (const name of ['Active contents', 'Success rate', 'p95 duration', 'Data per minute'])
    await expect(card(page, name).locator('.card-value')).toHaveText(/\d/);
  await expect(card(page, 'Success rate')).toContainText(/points from|unchanged/);
  await expect(panel(page, 'Trending')).toContainText('Avengers 2');
  await expect(panel(page, 'Devices')).toContainText('Smart TV');
  const mumbai = panel(page, 'Regions').getByRole('row', { name: /ASIA-Mumbai/ });
  await expect(mumbai).toContainText('critical');
  await expect(mumbai).toContainText(/\d+\.\d\s% of \d+ downloads succeeded, below 90\s%/);
  await expect(mumbai.getByRole('img', { name: /Success rate of the last 15 min: lowest \d+\.\d %, latest \d+\.\d %/ })).toBeVisible();
  await expect(panel(page, 'Downloads and success rate').getByRole('img', { name: /alerts: .*ASIA-Mumbai/ })).toBeVisible();
  await panel(page, 'Downloads and success rate').getByRole('button', { name: '1 h', exact: true }).click();
  await expect(panel(page, 'Downloads and success rate').getByRole('img', { name: /of the last 1 h/ })).toBeVisible();
  await screenshot(page, 'overview-light');
  await page.keyboard.press('d');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await screenshot(page, 'overview-dark');
  await stop();
});

for (const theme of ['light', 'dark'])
  for (const view of ['overview', 'pipeline'])
    test(`${view} in ${theme} colours has no serious finding of axe-core`, async ({ page }) => {
      await page.goto(`${server.url}?theme=${theme}&view=${view}&table=devices`);
      await expect(
        view === 'overview' ? panel(page, 'Regions').getByRole('row').nth(1) : panel(page, 'Partitions').getByRole('row').nth(1)
      ).toBeVisible();
      await expectAccessible(page);
    });

test('follows the colours of the system', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await open(page);
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('a click filters by region, the address keeps it, Esc and Back undo', async ({ page }) => {
  await open(page);
  await panel(page, 'Regions').getByRole('button', { name: 'EU-London' }).click();
  await expect(page).toHaveURL(/[?&]region=EU-London/);
  await expect(page.getByRole('group', { name: 'Filters' })).toContainText('region: EU-London');
  await expect(panel(page, 'Region: EU-London')).toContainText('NETWORK_TIMEOUT');
  await expect(panel(page, 'Region: EU-London')).toContainText('Speed p50 · p95 · p99');
  await expect(panel(page, 'Trending')).toContainText('not filtered: no data by region and content combined');
  await expect(panel(page, 'Downloads and success rate')).toContainText('only region EU-London');
  await expect(card(page, 'Active contents')).toContainText('not available by region');
  await expect(card(page, 'p95 duration').locator('.card-value')).toHaveText(/\d/);
  await screenshot(page, 'filter-region');

  await page.reload();
  await expect(page.getByRole('group', { name: 'Filters' })).toContainText('region: EU-London');
  await page.keyboard.press('Escape');
  await expect(page).not.toHaveURL(/region=/);
  await expect(page.getByRole('group', { name: 'Filters' })).toHaveCount(0);
  await page.goBack();
  await expect(page.getByRole('group', { name: 'Filters' })).toContainText('region: EU-London');
});

test('filters by content and by device, and says so of what was never seen', async ({ page }) => {
  await open(page);
  await panel(page, 'Trending').getByRole('button', { name: 'Batman' }).click();
  await expect(panel(page, 'Content: Batman')).toContainText('Unique users');
  await expect(page).toHaveURL(/[?&]content=mov_batman/);
  await panel(page, 'Devices').getByRole('button', { name: 'iPhone 15' }).click();
  await expect(panel(page, 'Device: iPhone 15')).toContainText('iOS 18.1');
  await expect(card(page, 'p95 duration')).toContainText('not available by device');
  await expect(card(page, 'Downloads per minute').locator('.card-value')).toHaveText(/\d/);
});

test('the figures of a filter are those of its rows', async ({ page }) => {
  const whole = await ask<{ totals: { total_downloads: number } }>('api/stats/region?region=EU-Paris&minutes=60&live=true');
  await open(page, '?region=EU-Paris&span=60');
  await expect(panel(page, 'Region: EU-Paris').locator('.figure').first()).toContainText(
    new Intl.NumberFormat('en').format(whole.totals.total_downloads)
  );
});

test('every chart has a table with the same figures, and the figures leave as CSV', async ({ page }) => {
  await open(page, '?span=60');
  await panel(page, 'Downloads and success rate').getByRole('button', { name: 'Show the time series as a table' }).click();
  const rows = panel(page, 'Downloads and success rate').getByRole('row');
  await expect(rows.filter({ hasText: 'no downloads' })).toHaveCount(2);
  await expect(rows.filter({ hasText: 'High error rate, EU-London' }).first()).toBeVisible();
  await expect(page).toHaveURL(/table=series/);

  const [download] = await Promise.all(
    [page.waitForEvent('download'), page.getByRole('button', { name: 'Save the time series as CSV' }).click()]
  );
  const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
  expect(lines[0]).toBe('window_start,downloads,success_rate,open,alerts');
  expect(lines).toHaveLength(await rows.count());
  expect(lines.filter((line) => /^[^,]+,,,false,/.test(line))).toHaveLength(2);
});

test('a time is chosen in a zone, and shown as it was then', async ({ page }) => {
  await open(page);
  await page.keyboard.press('g');
  const dialog = page.getByRole('dialog', { name: 'Go to a time' });
  await dialog.getByLabel('UTC').check();
  const then = new Date(Date.now() - 14 * 60_000);
  await dialog.getByLabel('until').fill(then.toISOString().slice(0, 19));
  await dialog.getByLabel('Last').selectOption('5');
  await dialog.getByRole('button', { name: 'Show' }).click();
  await expect(page).toHaveURL(new RegExp(`at=${encodeURIComponent(then.toISOString().slice(0, 16))}`));
  await expect(page).toHaveURL(/zone=utc/);
  await expect(page.getByText('Paused at')).toBeVisible();
  await expect(panel(page, 'Regions').getByRole('row', { name: /EU-London/ })).toContainText('critical');
  await page.getByRole('button', { name: 'Go live' }).click();
  await expect(page).not.toHaveURL(/at=/);
});

test('the second screen accounts for every record, by partition', async ({ page }) => {
  await open(page);
  await page.keyboard.press('v');
  await expect(page).toHaveURL(/view=pipeline/);
  await expect(page.getByText('All appended records are accounted for')).toBeVisible();
  await expect(panel(page, 'Partitions').getByRole('row')).toHaveCount(7);
  await expect(card(page, 'Late').locator('.card-value')).toHaveText(/^0/);
  await post(server.url, [event({ time: Date.now() - 3 * 3_600_000, region: 'EU-Paris', number: 1 })]);
  await expect(card(page, 'Late').locator('.card-value')).toHaveText(/^1/);
  await screenshot(page, 'pipeline');
});

test('at 375 pixels nothing is cut off and nothing scrolls sideways', async ({ page }) => {
  await page.setViewportSize({ width: 375, height: 812 });
  await open(page);
  for (const name of ['Alerts', 'Downloads and success rate', 'Regions', 'Trending', 'Devices'])
    await expect(panel(page, name)).toBeVisible();
  await expect(panel(page, 'Regions').getByRole('row').nth(1)).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
  await screenshot(page, 'overview-375');
  await page.getByRole('button', { name: 'Pipeline', exact: true }).click();
  await expect(panel(page, 'Partitions')).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
});

test('everything can be done by keyboard alone', async ({ page }) => {
  await open(page);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);

  const paris = panel(page, 'Regions').getByRole('button', { name: 'EU-Paris' });
  for (let tabs = 0; tabs < 120 && !(await paris.evaluate((button) => button === document.activeElement)); tabs++)
    await page.keyboard.press('Tab');
  await expect(paris).toBeFocused();
  expect(await paris.evaluate((button) => getComputedStyle(button).outlineStyle)).toBe('solid');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/region=EU-Paris/);
  await page.keyboard.press('Escape');
  await expect(page).not.toHaveURL(/region=/);

  await page.keyboard.press('3');
  await expect(page).toHaveURL(/range=15/);
  await page.keyboard.press('t');
  await expect(page.getByRole('region', { name: 'Devices as a table' })).toBeVisible();
  await page.keyboard.press('p');
  await expect(page.getByText('Paused at')).toBeVisible();
  await page.keyboard.press('p');
  await expect(page.getByText('Paused at')).toHaveCount(0);
});

test('an alert is acknowledged under a name that is asked for once, taken back, and resolved', async ({ page }) => {
  await open(page, '?severity=CRITICAL');
  const alert = panel(page, 'Alerts').getByRole('listitem').filter({ hasText: 'High error rate' }).filter({ hasText: 'ASIA-Mumbai' });
  await expect(alert).toContainText(/success rate \d+\.\d %threshold (90|85)\.0 % · measured on \d+ downloads/);

  await alert.getByRole('button', { name: 'Acknowledge' }).click();
  await alert.getByLabel('Your name').fill('Ann');
  await alert.getByLabel('Note').fill('provider is told');
  await alert.getByRole('form').getByRole('button', { name: 'Acknowledge' }).click();
  await expect(alert).toContainText(/Acknowledged by Ann, .*: provider is told/);
  await screenshot(page, 'alerts', false);

  await alert.getByRole('button', { name: 'Unacknowledge' }).click();
  await expect(alert.getByRole('form')).toContainText('As Ann');
  await alert.getByRole('form').getByRole('button', { name: 'Unacknowledge' }).click();
  await expect(alert.getByText('Acknowledged by Ann')).toHaveCount(0);

  await alert.getByRole('button', { name: 'Resolve' }).click();
  await alert.getByRole('form').getByRole('button', { name: 'Resolve' }).click();
  await expect(alert).toHaveCount(0);
  await panel(page, 'Alerts').getByRole('button', { name: 'resolved', exact: true }).click();
  await expect(page).toHaveURL(/alerts=resolved/);
  await expect(alert).toContainText('Resolved by Ann');
  await alert.getByRole('button', { name: 'History' }).click();
  await expect(alert.getByRole('list', { name: 'History' }).getByRole('listitem')).toContainText(
    ['raised', 'acknowledged by Ann: provider is told', 'unacknowledged by Ann', 'resolved by Ann']
  );
});

test('the API describes itself on a page that needs nothing from elsewhere', async ({ page }) => {
  const elsewhere: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url) && !/^(data|blob):/.test(request.url())) elsewhere.push(request.url());
  });
  await open(page);
  await page.getByRole('link', { name: 'API' }).click();
  await expect(page).toHaveURL(/\/docs\/$/);
  await page.getByRole('button', { name: /\/api\/stats\/realtime/ }).first().click();
  await page.getByRole('button', { name: 'Try it out' }).click();
  await page.getByRole('button', { name: 'Execute' }).click();
  await expect(page.locator('.live-responses-table .response').first()).toContainText('avg_success_rate');
  expect(elsewhere).toEqual([]);
});
