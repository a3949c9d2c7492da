import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { bundleBudget } from './build/bundleBudget.ts';

// The page asks for api/... relative to its own address, so it works at any path; while developing, requests go to STREAMPULSE_URL.
const target = process.env['STREAMPULSE_URL'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  base: './',
  plugins: [react(), bundleBudget('/src/Web/index.html', 400_000)],
  build: {
    target: 'es2022', sourcemap: false, chunkSizeWarningLimit: 2_000,
    rolldownOptions: { input: ['index.html', 'docs/index.html'] },
  },
  server: { host: '127.0.0.1', proxy: { '/api': target, '/health': target, '/openapi': target } },
});
