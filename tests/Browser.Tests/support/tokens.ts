import { createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An issuer with a secret of its own, for a server that asks for tokens. */
export class Tokens {
  readonly #directory = mkdtempSync(join(tmpdir(), 'streampulse-key-'));
  readonly #secret = randomBytes(32).toString('hex');

  constructor() {
    writeFileSync(join(this.#directory, 'key'), this.#secret, { mode: 0o600 });
  }

  /** What the server has to be told. */
  get environment(): Record<string, string> {
    return {
      STREAMPULSE_Auth__Mode: 'Jwt', STREAMPULSE_Auth__KeyFile: join(this.#directory, 'key'), STREAMPULSE_Auth__ClockSkew: '00:00:00',
    };
  }

  /** A token (RFC 7519, HS256) that lives for so many seconds. */
  create(subject: string, scopes: readonly string[], seconds = 3_600): string {
    const now = Math.floor(Date.now() / 1_000);
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = {
      iss: 'streampulse', aud: 'streampulse', sub: subject, scope: scopes.join(' '), iat: now, nbf: now - 1, exp: now + seconds,
    };
    const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
    return `${signed}.${createHmac('sha256', this.#secret).update(signed).digest('base64url')}`;
  }

  dispose(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
