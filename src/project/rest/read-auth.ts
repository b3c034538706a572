/** `auth:` of a block `rest:`. */
import { API_KEY_PLACES, OAUTH_GRANTS, type RestAuth } from '../../model/rest-declaration';
import { asMapping, type Tree } from '../tree';
import { attempt, type OnProblem } from '../problems';
import { AUTH_KEYS } from './rest-keys';
import { type Section } from './section';
import { typedSection } from './typed-section';

const NO_AUTH: RestAuth = { type: 'none' };

/** Keys whose values have to come from settings that hold secrets. */
export const SECRET_AUTH_KEYS: readonly string[] = [
  'value',
  'token',
  'password',
  'client_secret',
  'refresh_token',
  'private_key',
  'private_key_passphrase',
];

export function readAuth(tree: Tree | null, note: OnProblem): RestAuth {
  if (tree === null) return NO_AUTH;
  const mapping = attempt(note, () => asMapping(tree, '`auth`'), null);
  const typed = mapping === null ? null : typedSection(mapping, '`auth`', AUTH_KEYS, note);
  if (typed === null) return NO_AUTH;
  const { section, type } = typed;
  const setting = (key: string): string =>
    section.required(key, `Write it like \`${key}: '{${key}}'\`, with a setting of that name.`);
  switch (type) {
    case 'none':
      return NO_AUTH;
    case 'api_key':
      return {
        type,
        name: section.required('name', 'Name the header or the parameter, e.g. `name: X-API-Key`.'),
        value: section.required('value', "Write it like `value: '{api_key}'`, with a setting of that name."),
        place: section.choice('in', API_KEY_PLACES, 'header'),
      };
    case 'bearer':
      return { type, token: setting('token') };
    case 'basic':
      return { type, username: setting('username'), password: setting('password') };
    case 'oauth2':
      return {
        type,
        ...clientOf(section, setting),
        clientSecret: section.text('client_secret'),
        grant: section.choice(
          'grant',
          OAUTH_GRANTS,
          section.has('refresh_token') ? 'refresh_token' : 'client_credentials',
        ),
        refreshToken: section.text('refresh_token'),
        fields: section.textsByName('fields'),
      };
    case 'oauth2_jwt':
      return {
        type,
        ...clientOf(section, setting),
        privateKey: setting('private_key'),
        passphrase: section.text('private_key_passphrase'),
      };
  }
}

function clientOf(section: Section, setting: (key: string) => string) {
  return {
    tokenUrl: section.required('token_url', 'Give the URL of the token request.'),
    clientId: setting('client_id'),
    scopes: section.texts('scopes').join(' ') || null,
    expiresInSeconds: section.number('expires_in_seconds', { above: 0 }),
  };
}
