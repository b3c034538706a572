/** `{key}` in what a declared stream says, filled with settings and with the context. */
import { MeltemiError } from '../../model/errors';
import type { JsonObject, JsonValue } from '../../model/json';
import { keptNumber } from '../../model/lossless-json';
import { fillPlaceholders, onlyPlaceholder } from '../../model/placeholders';
import { isObject } from '../json-schema';

export interface Filling {
  readonly values: JsonObject;
  /** For messages, which name the key and never its value: ``the path of stream `users` ``. */
  readonly what: string;
}

/** Throws `ConfigInvalid` for a key without a value. */
export function fillText(text: string, { values, what }: Filling, show: (text: string) => string = String): string {
  return fillPlaceholders(text, (key) => {
    const value = values[key] ?? null;
    if (value === null) throw missing(key, what);
    return show(textOf(value));
  });
}

/**
 * In a URL's path: a value is one step of it, whatever characters it has. Throws `ConfigInvalid`, and `RecordInvalid` for a value that
 * would lead elsewhere.
 */
export function fillPath(text: string, filling: Filling): string {
  return fillText(text, filling, (value) => {
    if (value !== '' && value !== '.' && value !== '..') return encodeURIComponent(value);
    throw new MeltemiError(
      'RecordInvalid',
      `A value for ${filling.what} is empty or made of dots, so that the request would go elsewhere.`,
      'Look at the settings, and at what the records of the parent have.',
    );
  });
}

/**
 * Any value: a text that is nothing but `{key}` becomes the value with its type. Without one the property is left out (undefined at the
 * top); inside a longer text that is an error.
 */
export function fillValue(value: JsonValue, filling: Filling): JsonValue | undefined {
  if (typeof value === 'string') {
    const only = onlyPlaceholder(value);
    return only === null ? fillText(value, filling) : (filling.values[only] ?? undefined);
  }
  if (Array.isArray(value)) return (value as readonly JsonValue[]).flatMap((item) => fillValue(item, filling) ?? []);
  if (!isObject(value)) return value;
  const filled = Object.entries(value).map(([key, item]) => [key, fillValue(item, filling)] as const);
  return Object.fromEntries(filled.filter((entry): entry is readonly [string, JsonValue] => entry[1] !== undefined));
}

/** As people write it: `true`, all digits of a number. */
export function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : (keptNumber(value) ?? JSON.stringify(value));
}

function missing(key: string, what: string): MeltemiError {
  return new MeltemiError(
    'ConfigInvalid',
    `\`{${key}}\` has no value, and ${what} uses it.`,
    `Set \`${key}\` below \`config:\` of the plugin.`,
  );
}
