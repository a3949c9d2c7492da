import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bundleBudget } from '../build/bundleBudget.ts';

/** Runs the check on what a build would emit; returns what it says, and throws what it refuses. */
function weigh(mostBytes: number, files: Record<string, object>): string {
  const said: string[] = [];
  const plugin = bundleBudget('/web/index.html', mostBytes);
  const context = { info: (text: string) => said.push(text), error: (text: string) => { throw new Error(text); } };
  const hook = plugin.generateBundle as unknown as (this: typeof context, options: unknown, bundle: unknown) => void;
  hook.call(
    context, {}, Object.fromEntries(Object.entries(files).map(([fileName, file]) => [fileName, { fileName, type: 'chunk', ...file }])),
  );
  return said.join();
}

describe('bundleBudget', () => {
  const kilobyte = () => randomBytes(1_000).toString('latin1');
  const files = {
    'a.js': {
      facadeModuleId: '/repo/web/index.html', code: kilobyte(), imports: ['b.js'], dynamicImports: ['c.js'],
      viteMetadata: { importedCss: new Set(['a.css']) },
    },
    'b.js': { code: kilobyte(), imports: ['a.js'] },
    'c.js': { code: kilobyte() },
    'a.css': { source: kilobyte() },
    'docs.js': { facadeModuleId: '/repo/web/docs/index.html', code: kilobyte().repeat(50), imports: ['b.js'] },
  };
  it(
    'weighs what a page loads, and nothing of other pages', () => expect(weigh(10_000, files)).toMatch(
      /loads [4-6]\.\d kB gzip in 4 files/
    ),
  );
  it('fails the build of a page that is too heavy', () => expect(() => weigh(3_000, files)).toThrow('3 kB are allowed'));
  it('fails without the page', () => expect(() => weigh(3_000, {})).toThrow('no entry'));
});
