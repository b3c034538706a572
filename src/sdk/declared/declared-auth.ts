/** The authenticator of a declared tap. */
import { assertNever } from '../../model/errors';
import type { JsonObject } from '../../model/json';
import type { RestAuth } from '../../model/rest-declaration';
import {
  APIKeyAuthenticator,
  BasicAuthenticator,
  BearerTokenAuthenticator,
  type Authenticator,
} from '../auth/authenticators';
import { OAuthAuthenticator, OAuthJWTAuthenticator } from '../auth/oauth';
import { fillText } from './fill';

/** Null: requests go without credentials. Throws `ConfigInvalid` for a setting without a value. */
export function declaredAuthenticator(auth: RestAuth, config: JsonObject): Authenticator | null {
  const fill = (text: string): string => fillText(text, { values: config, what: '`auth`' });
  switch (auth.type) {
    case 'none':
      return null;
    case 'api_key':
      return new APIKeyAuthenticator(auth.name, fill(auth.value), auth.place);
    case 'bearer':
      return new BearerTokenAuthenticator(fill(auth.token));
    case 'basic':
      return new BasicAuthenticator(fill(auth.username), fill(auth.password));
    case 'oauth2':
      return new FormAuthenticator(auth, fill);
    case 'oauth2_jwt':
      return new OAuthJWTAuthenticator({
        ...clientOf(auth, fill),
        privateKey: fill(auth.privateKey),
        ...(auth.passphrase === null ? {} : { privateKeyPassphrase: fill(auth.passphrase) }),
      });
    default:
      return assertNever(auth, 'auth');
  }
}

type OAuth2 = Extract<RestAuth, { type: 'oauth2' }>;
type Fill = (text: string) => string;

/** The form of any grant: what there is of client, refresh token and scopes, and fields of the API's own. */
class FormAuthenticator extends OAuthAuthenticator {
  readonly #form: Readonly<Record<string, string>>;

  constructor(auth: OAuth2, fill: Fill) {
    const { clientSecret, refreshToken, grant, fields } = auth;
    const client = clientOf(auth, fill);
    const secret = clientSecret === null ? null : fill(clientSecret);
    super({ ...client, clientSecret: secret ?? '' });
    this.#form = {
      grant_type: grant,
      client_id: client.clientId,
      ...(secret === null ? {} : { client_secret: secret }),
      ...(refreshToken === null ? {} : { refresh_token: fill(refreshToken) }),
      ...(client.oauthScopes === undefined ? {} : { scope: client.oauthScopes }),
      ...Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, fill(text)])),
    };
  }

  override oauthRequestBody(): Readonly<Record<string, string>> {
    return this.#form;
  }
}

function clientOf(
  { tokenUrl, clientId, scopes, expiresInSeconds }: Extract<RestAuth, { tokenUrl: string }>,
  fill: Fill,
): {
  readonly authEndpoint: string;
  readonly clientId: string;
  readonly oauthScopes?: string;
  readonly defaultExpiration?: number;
} {
  return {
    authEndpoint: fill(tokenUrl),
    clientId: fill(clientId),
    ...(scopes === null ? {} : { oauthScopes: fill(scopes) }),
    ...(expiresInSeconds === null ? {} : { defaultExpiration: expiresInSeconds }),
  };
}
