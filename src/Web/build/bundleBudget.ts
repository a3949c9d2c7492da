import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

interface Emitted {
  type: string;
  fileName: string;
  code?: string;
  source?: string | Uint8Array;
  imports?: string[];
  dynamicImports?: string[];
  facadeModuleId?: string | null;
  viteMetadata?: { importedCss: Set<string> };
}

/**
 * Fails the build if a page with all its scripts and styles exceeds the size limit.
 * @param page Path of the page's HTML: the end of its module id.
 * @param mostBytes Limit in bytes after gzip.
 */
export function bundleBudget(page: string, mostBytes: number): Plugin {
  return {
    name: 'bundle-budget',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      const files = Object.values(bundle) as unknown as Emitted[];
      const entry = files.find((file) => file.facadeModuleId?.endsWith(page));
      if (entry === undefined) return this.error(`There is no entry ${page}.`);
      const loaded = loadedBy(entry.fileName, new Map(files.map((file) => [file.fileName, file])));
      const bytes = loaded.reduce((sum, file) => sum + gzipSync(file.code ?? file.source ?? '').length, 0);
      const loads = `${page.replace(/^\//, '')} loads ${(bytes / 1_000).toFixed(1)} kB gzip in ${loaded.length} files`;
      const text = `${loads}; ${mostBytes / 1_000} kB are allowed.`;
      if (bytes > mostBytes) this.error(text);
      this.info(text);
    },
  };
}

function loadedBy(entry: string, files: ReadonlyMap<string, Emitted>): Emitted[] {
  const seen = new Set<string>();
  const visit = (name: string) => {
    const file = files.get(name);
    if (file === undefined || seen.has(name)) return;
    seen.add(name);
    for (const next of [...(file.imports ?? []), ...(file.dynamicImports ?? []), ...(file.viteMetadata?.importedCss ?? [])]) visit(next);
  };
  visit(entry);
  return [...seen].map((name) => files.get(name)!);
}
