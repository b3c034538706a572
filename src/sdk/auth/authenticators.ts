/** The authenticators of the Singer SDK. */
import type { Credentials } from '../http/request';

/** What an authenticator may use of its stream. */
export interface AuthenticatorContext {
  /**
   * Sends a form and answers the parsed JSON of a success. Throws `CredentialsRejected`, and for 429 and statuses from 500 on an error that
   * is tried again.
   */
  readonly postForm: (url: string, form: Readonly<Record<string, string>>) => Promise<AuthAnswer>;
  readonly nowMs: () => number;
}

export interface AuthAnswer {
  readonly access_token?: unknown;
  readonly expires_in?: unknown;
}

export interface Authenticator {
  /** Called before each try of each request. */
  authenticate(context: AuthenticatorContext): Promise<Credentials> | Credentials;
}

/** Fixed headers. */
export class SimpleAuthenticator implements Authenticator {
  constructor(readonly authHeaders: Readonly<Record<string, string>>) {}

  authenticate(): Credentials {
    return { headers: this.authHeaders };
  }
}

/** A key in a header or in the query. */
export class APIKeyAuthenticator implements Authenticator {
  constructor(
    readonly key: string,
    readonly value: string,
    readonly location: 'header' | 'params' = 'header',
  ) {}

  authenticate(): Credentials {
    return this.location === 'header'
      ? { headers: { [this.key]: this.value } }
      : { params: { [this.key]: this.value } };
  }
}

export class BearerTokenAuthenticator implements Authenticator {
  constructor(readonly token: string) {}

  authenticate(): Credentials {
    return { headers: { Authorization: `Bearer ${this.token}` } };
  }
}

export class BasicAuthenticator implements Authenticator {
  constructor(
    readonly username: string,
    readonly password: string,
  ) {}

  authenticate(): Credentials {
    const credentials = Buffer.from(`${this.username}:${this.password}`, 'utf8').toString('base64');
    return { headers: { Authorization: `Basic ${credentials}` } };
  }
}
