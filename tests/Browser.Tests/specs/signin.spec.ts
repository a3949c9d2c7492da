import type { Page } from '@playwright/test';
import { seed, type Trouble } from '../support/events.ts';
import { Server } from '../support/server.ts';
import { expect, expectAccessible, needsChromium, screenshot, test } from '../support/test.ts';
import { Tokens } from '../support/tokens.ts';

needsChromium();
// The browser itself logs every refused request.
test.use({ allowedErrors: [/the server responded with a status of 401/] });

const TROUBLES: readonly Trouble[] = [{ region: 'ASIA-Mumbai', from: 5, to: 0, allBut: 3 }];
const tokens = new Tokens();
const server = new Server(tokens.environment);
const admin = { Authorization: `Bearer ${tokens.create('root', ['admin'])}` };

test.beforeAll(async () => {
  await server.start();
  await seed(server.url, 10, TROUBLES, admin);
  await expect.poll(
    async () => ((await (await fetch(new URL('api/alerts', server.url), { headers: admin })).json()) as { open_count: number }).open_count,
    { timeout: 60_000 },
  ).toBeGreaterThan(0);
});
test.afterAll(async () => {
  await server.dispose();
  tokens.dispose();
});

async function signIn(page: Page, token: string): Promise<void> {
  await page.getByLabel('Access token').fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

const alerts = (page: Page) => page.getByRole('region', { name: 'Alerts', exact: true });

test('asks for a token, and says why one is refused', async ({ page }) => {
  await page.goto(server.url);
  await expect(page.getByRole('heading', { name: 'Sign in to StreamPulse' })).toBeVisible();
  await expect(page.locator('.card-value')).toHaveCount(0);
  await expectAccessible(page);
  await screenshot(page, 'sign-in', false);
  await signIn(page, tokens.create('ann', ['read'], -60));
  await expect(page.getByRole('alert')).toContainText(/Trace id \w+/);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page);
});

test('a token that may read shows figures, offers no acknowledging, and lasts as long as its tab', async ({ page, context }) => {
  await page.goto(`${server.url}?range=15`);
  await signIn(page, tokens.create('reader', ['read']));
  await expect(page.getByText('connected')).toBeVisible();
  await expect(page.locator('.card-value').first()).toHaveText(/\d/);
  await expect(page).toHaveURL(/range=15/);
  await expect(alerts(page).getByRole('listitem').first()).toBeVisible();
  await expect(alerts(page).getByRole('button', { name: 'History' }).first()).toBeVisible();
  await expect(alerts(page).getByRole('button', { name: 'Acknowledge' })).toHaveCount(0);

  await page.reload();
  await expect(page.locator('.card-value').first()).toHaveText(/\d/);
  const other = await context.newPage();
  await other.goto(server.url);
  await expect(other.getByRole('heading', { name: 'Sign in to StreamPulse' })).toBeVisible();

  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByText('You are signed out.')).toBeVisible();
  expect(await page.evaluate(() => window.sessionStorage.length)).toBe(0);
});

test('acknowledges under the name of the token', async ({ page }) => {
  await page.goto(server.url);
  await signIn(page, tokens.create('ann', ['read', 'acknowledge']));
  const alert = alerts(page).getByRole('listitem').filter({ hasText: 'High error rate' }).filter({ hasText: 'ASIA-Mumbai' });
  await alert.getByRole('button', { name: 'Acknowledge' }).click();
  await expect(alert.getByRole('form')).toContainText('As ann');
  await alert.getByRole('form').getByRole('button', { name: 'Acknowledge' }).click();
  await expect(alert).toContainText('Acknowledged by ann');
});

test('asks again when the token has expired, and goes on where it was', async ({ page }) => {
  await page.goto(`${server.url}?region=ASIA-Mumbai`);
  await signIn(page, tokens.create('brief', ['read'], 6));
  await expect(page.getByRole('region', { name: 'Region: ASIA-Mumbai' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Sign in to StreamPulse' })).toBeVisible({ timeout: 30_000 });
  await expect(page.locator('.card-value')).toHaveCount(0);
  await signIn(page, tokens.create('brief', ['read']));
  await expect(page.getByRole('region', { name: 'Region: ASIA-Mumbai' })).toBeVisible();
});

test('the API browser asks with the same token', async ({ page }) => {
  await page.goto(server.url);
  await signIn(page, tokens.create('reader', ['read']));
  await page.getByRole('link', { name: 'API' }).click();
  await page.getByRole('button', { name: /\/api\/me/ }).first().click();
  await page.getByRole('button', { name: 'Try it out' }).click();
  await page.getByRole('button', { name: 'Execute' }).click();
  await expect(page.locator('.live-responses-table .response').first()).toContainText('"subject": "reader"');
});
