import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program } from './paths.ts';

const START_MS = 60_000;

/** The real program with a private PostgreSQL of its own, on a free port of 127.0.0.1 that it keeps when it is started again. */
export class Server {
  readonly #directory: string;
  readonly #environment: Record<string, string>;
  #process: ChildProcess | null = null;
  #output = '';
  #url = '';

  /** @param environment Settings beside those of all tests, such as STREAMPULSE_Auth__Mode. */
  constructor(environment: Record<string, string> = {}) {
    this.#environment = environment;
    this.#directory = mkdtempSync(join(tmpdir(), 'streampulse-browser-'));
    chmodSync(this.#directory, 0o711); // the account that runs PostgreSQL has to get through
  }

  /** Address of the page, with a slash at its end. */
  get url(): string {
    return this.#url;
  }

  /** Starts the program and returns when it says that it is up. */
  async start(): Promise<void> {
    const port = this.#url === '' ? '0' : new URL(this.#url).port;
    const inherited = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^STREAMPULSE_(Postgres|POSTGRES|DATA)/.test(name))
    );
    const started = spawn('dotnet', [program, 'up', '--no-traffic', '--port', port], {
      cwd: this.#directory,
      env: { ...inherited, STREAMPULSE_DATA: join(this.#directory, 'data'), ...this.#environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = started;
    const up = new Promise<string>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`The program is not up after ${START_MS / 1_000} s. It said:\n${this.#output}`)), START_MS,
      );
      const read = (part: Buffer) => {
        this.#output += part.toString();
        const address = /StreamPulse is up: (\S+)/.exec(this.#output)?.[1];
        if (address === undefined) return;
        clearTimeout(timer);
        resolve(`${address}/`);
      };
      started.stdout?.on('data', read);
      started.stderr?.on('data', read);
      started.once('exit', (code) => {
        clearTimeout(timer);
        reject(new Error(`The program ended with ${code}. It said:\n${this.#output}`));
      });
    });
    this.#output = '';
    this.#url = await up;
  }

  /** Ends it the hard way, or as Ctrl-C would. */
  async stop(signal: 'SIGKILL' | 'SIGTERM' = 'SIGTERM'): Promise<void> {
    const running = this.#process;
    this.#process = null;
    if (running === null || running.exitCode !== null) return;
    const gone = once(running, 'exit');
    running.kill(signal);
    await gone;
  }

  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
