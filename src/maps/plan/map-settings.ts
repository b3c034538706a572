/** Reads the settings of one mapper (`stream_maps`, `stream_map_config`) and refuses what the real mapper refuses. */
import { MeltemiError } from '../../model/errors';
import type { JsonObject, JsonValue } from '../../model/json';
import { readFakeSettings, type FakeSettings } from '../fake/fake-settings';
import { readFlattenOptions, type FlattenOptions } from '../flatten/flatten-options';
import { readErrorPolicy, type ErrorPolicy } from './error-policy';

/** One entry of `stream_maps`; null drops the streams that it matches. */
export interface StreamEntry {
  /** A stream's name or a glob, as written. */
  readonly key: string;
  readonly map: StreamMap | null;
}

export interface StreamMap {
  /** Property → expression, null removes it; in the order of the settings. */
  readonly properties: readonly (readonly [string, string | null])[];
  readonly alias: string | null;
  readonly filter: string | null;
  /** Makes an additional stream out of another one; the entry's key is its name. */
  readonly source: string | null;
  /** Undefined keeps the keys of the source; null is no key, and in a SCHEMA message no `key_properties`. */
  readonly keyProperties: readonly string[] | null | undefined;
  /** `__else__: null`: properties without an expression are removed. */
  readonly dropOthers: boolean;
}

export interface MapSettings {
  readonly entries: readonly StreamEntry[];
  /** `__else__: null` at the top: streams that no entry matches are dropped. */
  readonly dropOthers: boolean;
  /** What expressions see as `config`. */
  readonly config: JsonObject;
  readonly onError: ErrorPolicy;
  /** Whether expressions have no more than the real mapper's names. */
  readonly strict: boolean;
  readonly fakes: FakeSettings;
  /** What is flattened behind the maps; null: nothing. */
  readonly flattening: FlattenOptions | null;
}

/** What expressions depend on beside their stream. */
export type ExpressionSettings = Pick<MapSettings, 'config' | 'strict' | 'fakes'>;

/** Throws `ConfigInvalid` naming the setting. */
export function readMapSettings(settings: JsonObject): MapSettings {
  const maps = objectAt(settings['stream_maps'] ?? {}, 'stream_maps');
  const entries: StreamEntry[] = [];
  for (const [key, value] of Object.entries(maps)) {
    if (key === '__else__') continue;
    if (isReserved(key))
      throw invalid(
        `stream_maps.${key}`,
        'is not an option of stream maps',
        'Remove it; `__else__` is the only option beside stream names.',
      );
    entries.push({ key, map: isNull(value) ? null : readStreamMap(value, `stream_maps.${key}`) });
  }
  return {
    entries,
    dropOthers: '__else__' in maps && readElse(maps['__else__'], 'stream_maps.__else__'),
    config: objectAt(settings['stream_map_config'] ?? {}, 'stream_map_config'),
    onError: readErrorPolicy(settings),
    strict: readSwitch(settings['stream_map_strict'] ?? false, 'stream_map_strict'),
    fakes: readFakeSettings(settings['faker_config']),
    flattening: readFlattenOptions(settings),
  };
}

/** null and the text `__NULL__` are the same everywhere. */
function isNull(value: JsonValue | undefined): boolean {
  return value === null || value === '__NULL__';
}

function isReserved(key: string): boolean {
  return key.startsWith('__') && key.endsWith('__');
}

function readSwitch(value: JsonValue, path: string): boolean {
  if (typeof value === 'boolean') return value;
  throw invalid(path, 'must be true or false', 'Write it without quotes.');
}

function readElse(value: JsonValue | undefined, path: string): boolean {
  if (isNull(value)) return true;
  throw invalid(
    path,
    'can only be null',
    'Remove it to keep everything else, or set it to null to drop everything else.',
  );
}

function readStreamMap(value: JsonValue, path: string): StreamMap {
  const map = objectAt(value, path);
  const source = '__source__' in map ? readText(map['__source__'], `${path}.__source__`) : null;
  const properties: (readonly [string, string | null])[] = [];
  for (const [name, expression] of Object.entries(map)) {
    if (isOption(name, source !== null)) continue;
    properties.push([name, isNull(expression) ? null : readText(expression, `${path}.${name}`)]);
  }
  return {
    properties,
    alias: source === null ? optionalText(map['__alias__'], `${path}.__alias__`) : null,
    filter: optionalText(map['__filter__'], `${path}.__filter__`),
    source,
    keyProperties:
      '__key_properties__' in map ? readKeys(map['__key_properties__'], `${path}.__key_properties__`) : undefined,
    dropOthers: '__else__' in map && readElse(map['__else__'], `${path}.__else__`),
  };
}

/** With `__source__` present, `__alias__` is an ordinary property of that name. */
function isOption(name: string, hasSource: boolean): boolean {
  if (name === '__alias__') return !hasSource;
  return name === '__filter__' || name === '__source__' || name === '__key_properties__' || name === '__else__';
}

function readKeys(value: JsonValue | undefined, path: string): readonly string[] | null {
  if (isNull(value)) return null;
  if (!isList(value)) throw invalid(path, 'must be a list of property names or null', 'Write it as a list.');
  return value.map((name, i) => readText(name, `${path}[${i}]`));
}

function optionalText(value: JsonValue | undefined, path: string): string | null {
  return value === undefined || isNull(value) ? null : readText(value, path);
}

function readText(value: JsonValue | undefined, path: string): string {
  if (typeof value === 'string') return value;
  throw invalid(path, 'must be text', 'Put quotes around it: an expression is always text, also a number such as "5".');
}

function objectAt(value: JsonValue, path: string): JsonObject {
  if (isObject(value)) return value;
  throw invalid(path, 'must be an object or null', 'Write property names and expressions below it.');
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !isList(value);
}

function invalid(path: string, what: string, instruction: string): MeltemiError {
  return new MeltemiError('ConfigInvalid', `The setting \`${path}\` ${what}.`, instruction);
}
