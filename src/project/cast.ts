/** Texts as values of a setting's kind, by Meltano's rules. Only texts are cast: a YAML number stays one whatever the kind. */
import type { JsonValue } from '../model/json';
import { assertNever } from '../model/errors';
import type { SettingKind } from '../model/setting-kinds';
import { isObject } from './flatten';
import { parsePythonLiteral } from './python-literal';

/** `problem` completes the sentence "... must be" and never shows the value. */
export type Cast = { readonly ok: true; readonly value: JsonValue } | { readonly ok: false; readonly problem: string };

const TRUE: ReadonlySet<string> = new Set(['true', '1', 'yes', 'on']);

export function cast(value: JsonValue, kind: SettingKind | null): Cast {
  if (typeof value !== 'string' || kind === null) return { ok: true, value };
  switch (kind) {
    case 'boolean':
      return { ok: true, value: TRUE.has(value.toLowerCase()) };
    case 'integer':
      return castNumber(value, /^\s*[-+]?\d+(_\d+)*\s*$/, 'a whole number');
    case 'decimal':
      return castNumber(value, /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/, 'a number');
    case 'array':
      return castJson(value, (parsed) => Array.isArray(parsed), 'a list as JSON, for example `["a", "b"]`');
    case 'object':
      return castJson(value, isObject, 'an object as JSON, for example `{"a": 1}`');
    case 'string':
    case 'date_iso8601':
    case 'email':
    case 'password':
    case 'oauth':
    case 'options':
    case 'file':
    case 'hidden':
      return { ok: true, value };
    default:
      return assertNever(kind, 'setting kind');
  }
}

function castNumber(text: string, form: RegExp, wanted: string): Cast {
  if (!form.test(text)) return { ok: false, problem: wanted };
  const number = Number(text.replaceAll('_', ''));
  // A whole number that no double holds stays a text: the plugin gets all its digits.
  return { ok: true, value: Number.isInteger(number) && !Number.isSafeInteger(number) ? text.trim() : number };
}

function castJson(text: string, fits: (value: JsonValue) => boolean, wanted: string): Cast {
  const value = parseJson(text) ?? parsePythonLiteral(text);
  return value !== undefined && fits(value) ? { ok: true, value } : { ok: false, problem: wanted };
}

function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/** The kind of a setting that nobody declares: that of the YAML value where it is first met. */
export function kindOfValue(value: JsonValue): SettingKind | null {
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'decimal';
  if (Array.isArray(value)) return 'array';
  return isObject(value) ? 'object' : null;
}
