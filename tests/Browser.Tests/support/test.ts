import AxeBuilder from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';
import { join } from 'node:path';
import { chromium } from './chromium.ts';
import { screenshots } from './paths.ts';

export { expect };

interface Fixtures {
  /** What the browser's console may say without failing the test; nothing unless the test says so. */
  allowedErrors: RegExp[];
  /** Fails the test when the page has logged an error. */
  quietConsole: void;
}

export const test = base.extend<Fixtures>({
  allowedErrors: async ({}, use) => use([]),
  quietConsole: [
    async ({ page, allowedErrors }, use) => {
      const errors: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`);
      });
      page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
      await use();
      expect(errors.filter((text) => !allowedErrors.some((allowed) => allowed.test(text)))).toEqual([]);
    },
    { auto: true },
  ],
});

/** Skips a whole file where there is no browser, in words that reach the report. */
export function needsChromium(): void {
  test.skip(chromium === null, 'There is no Chromium on this machine: the browser tests were not run.');
}

/** A picture of the state that the test is in. */
export async function screenshot(page: Page, name: string, fullPage = true): Promise<void> {
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage, animations: 'disabled', caret: 'hide' });
}

/** No finding of axe-core's that it calls serious or critical, contrast among them. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(
    found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target.join(' ')} ${node.failureSummary ?? ''}`).join(' | ')}`)
  ).toEqual([]);
}

/** Epoch ms at which `text` was first seen on the page, which watches its own changes; set up before what will show it. */
export function seenAt(page: Page, text: string): Promise<number> {
  return page.evaluate(
    (wanted) => new Promise<number>((resolve, reject) => {
      const look = () => {
        if (!document.body.innerText.includes(wanted)) return false;
        resolve(Date.now());
        return true;
      };
      if (look()) return;
      const observer = new MutationObserver(() => {
        if (look()) observer.disconnect();
      });
      observer.observe(document.body, { childList: true, subtree: true, characterData: true });
      setTimeout(() => reject(new Error(`"${wanted}" was not seen within 10 s.`)), 10_000);
    }),
    text,
  );
}

/** Puts a figure into the test's output and report. */
export function report(what: string, value: string): void {
  base.info().annotations.push({ type: what, description: value });
  console.log(`measured: ${what}: ${value}`);
}
