import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../../..');

/** The program as the build of this repository leaves it. */
export const program = process.env['STREAMPULSE_TEST_PROGRAM'] || join(root, 'src/Cli/bin/Release/net10.0/StreamPulse.Cli.dll');

/** Where screenshots go: into the documentation when they are to be made anew, else beside the results. */
export const screenshots = process.env['STREAMPULSE_SCREENSHOTS'] === 'docs'
  ? join(root, 'docs/screenshots')
  : join(import.meta.dirname, '../screenshots');
