import { defineConfig } from '@playwright/test';
import { chromium } from './support/chromium.ts';

// One worker: every file starts a server of its own, and figures that are printed are not those of a crowd.
export default defineConfig({
  testDir: 'specs',
  outputDir: 'test-results',
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  use: {
    browserName: 'chromium',
    viewport: { width: 1440, height: 1000 },
    timezoneId: 'Europe/Berlin',
    locale: 'en-GB',
    colorScheme: 'light',
    launchOptions: {
      ...(chromium === null ? {} : { executablePath: chromium }),
      // Without these it looks for updates, and asks hosts that a machine without the internet does not have.
      args: [
        '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync',
      ],
    },
  },
});
