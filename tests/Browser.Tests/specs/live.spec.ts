import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { event, post } from '../support/events.ts';
import { Server } from '../support/server.ts';
import { expect, expectAccessible, needsChromium, report, screenshot, seenAt, test } from '../support/test.ts';

needsChromium();

const PROMISED_MS = 2_000;
const server = new Server();

test.beforeAll(() => server.start());
test.afterAll(() => server.dispose());

const download = (region: string, number = 1) => event({ time: Date.now(), region, number });

test('without events the page says what to do, and what it says works', async ({ page }) => {
  await page.goto(server.url);
  await expect(page.getByRole('heading', { name: 'No events yet' })).toBeVisible();
  await expectAccessible(page);
  await screenshot(page, 'empty', false);
  const seen = seenAt(page, 'The Batman');
  const answer = execFileSync('bash', ['-c', `${await page.locator('.empty pre').innerText()} --silent`], { encoding: 'utf8' });
  expect(JSON.parse(answer)).toMatchObject({ accepted: 1, rejected: 0 });
  await seen;
  await expect(page.getByRole('heading', { name: 'No events yet' })).toHaveCount(0);
});

test('of five events three are good, and the page has them', async ({ page }) => {
  await page.goto(server.url);
  const region = `Acceptance-${randomUUID().slice(0, 8)}`;
  const good = [1, 2, 3].map((number) => download(region, number));
  expect(
    await post(server.url, [good[0]!, { ...good[1]!, timestamp: 'yesterday' }, good[1]!, { event_id: randomUUID() }, good[2]!])
  ).toMatchObject({ accepted: 3, rejected: 2 });
  await expect(page.getByRole('row', { name: new RegExp(region) }).getByRole('cell').last()).toHaveText('3');
});

test('an event is on the page within the promised two seconds', async ({ page }) => {
  await page.goto(server.url);
  await expect(page.getByText('connected')).toBeVisible();
  const took: number[] = [];
  for (let probe = 0; probe < 8; probe++) {
    const region = `Probe-${randomUUID().slice(0, 8)}`;
    const seen = seenAt(page, region);
    const sentAt = Date.now();
    await post(server.url, [download(region)]);
    took.push((await seen) - sentAt);
  }
  took.sort((a, b) => a - b);
  report(
    'POST of an event until it is seen on the page',
    `median ${took[took.length >> 1]} ms, slowest of ${took.length} ${took.at(-1)} ms; ` +
      `${PROMISED_MS} ms are promised, ${took.filter((ms) => ms > PROMISED_MS).length} took longer`,
  );
});

test('a pause holds updates, says how many, and goes on with the latest', async ({ page }) => {
  await page.goto(server.url);
  await expect(page.getByText('connected')).toBeVisible();
  const region = `Paused-${randomUUID().slice(0, 8)}`;
  await page.getByRole('button', { name: /Pause/ }).click();
  await expect(page).toHaveURL(/at=/);
  await post(server.url, [download(region)]);
  await expect(page.getByText(/[1-9]\d* updates? held/)).toBeVisible();
  await expect(page.getByText('connected')).toBeVisible(); // a pause is no outage
  await expect(page.getByText(region)).toHaveCount(0);
  await page.getByRole('button', { name: 'Go live' }).click();
  await expect(page.getByRole('button', { name: region })).toBeVisible();
});

test('asks nothing while nobody can see it', async ({ page }) => {
  const requests: string[] = [];
  await page.goto(server.url);
  await expect(page.getByText('connected')).toBeVisible();
  const show = (state: 'hidden' | 'visible') => page.evaluate((shown) => {
    Object.defineProperty(document, 'visibilityState', { value: shown, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
  await show('hidden');
  await expect(page.getByText('no updates: tab hidden')).toBeAttached();
  page.on('request', (request) => requests.push(request.url()));
  const region = `Hidden-${randomUUID().slice(0, 8)}`;
  await post(server.url, [download(region)]);
  // Longer than any of the page's intervals for live figures: the server's next heartbeat to somebody who does listen.
  await heartbeat();
  expect(requests).toEqual([]);
  await show('visible');
  await expect(page.getByRole('button', { name: region })).toBeVisible();
});

/** Returns when a stream of its own has been silent for so long that the server says so. */
async function heartbeat(): Promise<void> {
  const ending = new AbortController();
  const stream = await fetch(new URL('api/stats/stream', server.url), { signal: ending.signal });
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (let part = await reader.read(); !part.done && !text.includes('event: heartbeat'); part = await reader.read()) text += part.value;
  ending.abort();
}

test.describe('when the server goes away', () => {
  test.use({
    allowedErrors: [/net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|INCOMPLETE_CHUNKED_ENCODING|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED)/],
  });

  test('the page keeps its figures, says so, and goes on when it is back', async ({ page }) => {
    await page.goto(server.url);
    const before = `Before-${randomUUID().slice(0, 8)}`;
    await post(server.url, [download(before)]);
    await expect(page.getByRole('button', { name: before })).toBeVisible();

    await server.stop('SIGKILL');
    await expect(page.getByText('reconnecting')).toBeVisible();
    await expect(page.getByRole('alert')).toContainText('The server cannot be reached.', { timeout: 30_000 });
    await expect(page.getByRole('button', { name: before })).toBeVisible();
    await expectAccessible(page);
    await screenshot(page, 'away', false);

    await server.start();
    await expect(page.getByText('connected', { exact: false }).first()).toBeVisible({ timeout: 30_000 });
    await page.getByRole('button', { name: 'Retry now' }).click({ timeout: 2_000 }).catch(() => undefined); // it may have gone by itself
    await expect(page.getByRole('alert')).toHaveCount(0, { timeout: 30_000 });
    const after = `After-${randomUUID().slice(0, 8)}`;
    await post(server.url, [download(after)]);
    await expect(page.getByRole('button', { name: after })).toBeVisible();
  });
});
