/** OAuth 2: tokens that are asked for, kept while they are valid, and asked for again. */
import { createSign } from 'node:crypto';
import { MeltemiError } from '../../model/errors';
import type { Credentials } from '../http/request';
import type { Authenticator, AuthenticatorContext } from './authenticators';

export interface OAuthOptions {
  /** URL of the token request. */
  readonly authEndpoint: string;
  /** Seconds that a token is valid for when the answer does not say; without it such a token never expires. */
  readonly defaultExpiration?: number;
}

/** A client id with its secret; override `oauthRequestBody` for another grant. */
export class OAuthAuthenticator implements Authenticator {
  #token: { readonly text: string; readonly expiresAtMs: number } | null = null;
  #asking: Promise<string> | null = null;

  constructor(
    readonly options: OAuthOptions & {
      readonly clientId: string;
      readonly clientSecret: string;
      readonly oauthScopes?: string;
    },
  ) {}

  /** The form of the token request. */
  oauthRequestBody(nowMs: number): Readonly<Record<string, string>> {
    void nowMs;
    const { clientId, clientSecret, oauthScopes } = this.options;
    const scope = oauthScopes === undefined ? {} : { scope: oauthScopes };
    return { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, ...scope };
  }

  async authenticate(context: AuthenticatorContext): Promise<Credentials> {
    const known = this.#token;
    if (known !== null && context.nowMs() < known.expiresAtMs) return bearer(known.text);
    // Requests side by side share one token request.
    this.#asking ??= this.#ask(context).finally(() => (this.#asking = null));
    return bearer(await this.#asking);
  }

  async #ask({ postForm, nowMs }: AuthenticatorContext): Promise<string> {
    const askedAtMs = nowMs();
    const answer = await postForm(this.options.authEndpoint, this.oauthRequestBody(askedAtMs));
    const { access_token: text, expires_in: expiresIn } = answer;
    if (typeof text !== 'string' || text === '') {
      throw new MeltemiError(
        'CredentialsRejected',
        'The token request was answered without an `access_token`.',
        'Look at the OAuth settings of the tap.',
      );
    }
    const seconds = Number(expiresIn) || this.options.defaultExpiration || Infinity;
    this.#token = { text, expiresAtMs: askedAtMs + seconds * 1000 };
    return text;
  }
}

/** A signed assertion (RFC 7523), as Google and Salesforce want it. */
export class OAuthJWTAuthenticator extends OAuthAuthenticator {
  constructor(
    readonly jwt: OAuthOptions & {
      readonly clientId: string;
      /** PEM. */
      readonly privateKey: string;
      readonly privateKeyPassphrase?: string;
      readonly oauthScopes?: string;
    },
  ) {
    super({ ...jwt, clientSecret: '' });
  }

  override oauthRequestBody(nowMs: number): Readonly<Record<string, string>> {
    return { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: this.#assertion(nowMs) };
  }

  #assertion(nowMs: number): string {
    const { clientId, authEndpoint, oauthScopes = '', privateKey, privateKeyPassphrase } = this.jwt;
    const seconds = Math.floor(nowMs / 1000);
    const claims = {
      iss: clientId,
      scope: oauthScopes,
      aud: authEndpoint,
      exp: seconds + ASSERTION_SECONDS,
      iat: seconds,
    };
    const unsigned = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
    const key = {
      key: privateKey,
      ...(privateKeyPassphrase === undefined ? {} : { passphrase: privateKeyPassphrase }),
    };
    return `${unsigned}.${signature(unsigned, key)}`;
  }
}

/** What OpenSSL says of a key is of no help to anybody. */
function signature(text: string, key: { readonly key: string; readonly passphrase?: string }): string {
  try {
    return createSign('RSA-SHA256').update(text).sign(key, 'base64url');
  } catch (error) {
    throw new MeltemiError(
      'ConfigInvalid',
      'The private key of the OAuth settings cannot be used.',
      'Give it as PEM, with its line breaks, and its passphrase where it has one.',
      { cause: error },
    );
  }
}

/** An hour: what token endpoints accept at most. */
const ASSERTION_SECONDS = 3600;

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function bearer(token: string): Credentials {
  return { headers: { Authorization: `Bearer ${token}` } };
}
