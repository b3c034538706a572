/** Which settings hold secrets: an undefined variable in one of them is an error, never an empty value. */
import type { JsonValue } from '../model/json';
import type { SettingDefinition } from './entries';
import { isInStreamMaps, isObject } from './flatten';

const SECRET_NAME =
  /(^|[._-])(password|passwd|passphrase|pwd|secrets?|tokens?|credentials?|hash_seed|salt|connection_string|dsn)([._-]|$)|apikey|_key$/i;
/** Names that end like a secret and are none. */
const PLAIN_KEY = /(^|[._-])(replication|primary|partition|sort|foreign|unique|cluster|public|object)_key$/i;
/** Names that hold a secret's whereabouts or a number about it. */
const ABOUT_A_SECRET = /(_(path|file|url|uri|type|name|expiry|expires_in|ttl|length))$/i;
const URL_NAME = /(^|[._-])(sqlalchemy_url|database_url|url|uri)$/i;

export function isSecret(name: string, definition: SettingDefinition | null): boolean {
  if (definition !== null && (definition.sensitive || definition.kind === 'password' || definition.kind === 'oauth'))
    return true;
  if (isInStreamMaps(name) || PLAIN_KEY.test(name)) return false;
  return SECRET_NAME.test(name) && !ABOUT_A_SECRET.test(name);
}

/** The texts of a setting that must not be shown: all of a secret, and the password inside a URL. */
export function secretTexts(name: string, value: JsonValue, secret: boolean): readonly string[] {
  if (secret) return textsIn(value);
  if (typeof value !== 'string' || !URL_NAME.test(name)) return [];
  const password = /^[a-z][a-z0-9+.-]*:\/\/[^/?#@:]*:([^/?#]*)@/i.exec(value)?.[1];
  if (password === undefined || password === '') return [];
  return [...new Set([password, decoded(password)])];
}

function textsIn(value: JsonValue): readonly string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (typeof value === 'number') return [String(value)];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isObject(value) ? Object.values(value).flatMap(textsIn) : [];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
