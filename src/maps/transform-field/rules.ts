/** Reads `transformations`, the setting of `pipelinewise-transform-field`, and refuses what could never hide anything. */
import { MeltemiError } from '../../model/errors';
import type { JsonObject, JsonValue } from '../../model/json';
import { Pattern } from '../patterns/pattern';
import { readErrorPolicy, type ErrorPolicy } from '../plan/error-policy';
import { beginWork } from '../values/limits';
import { PythonError } from '../values/python-error';
import { parsePath, type JsonPath } from './json-path';
import { maskOf, type Mask } from './mask';

export interface Condition {
  readonly column: string;
  /** Null: the column itself. */
  readonly fieldPath: JsonPath | null;
  readonly test: { readonly equals: JsonValue } | { readonly pattern: Pattern };
}

export interface Rule {
  /** For messages: `transformations[2]`. */
  readonly path: string;
  readonly stream: string;
  readonly field: string;
  readonly type: string;
  readonly mask: Mask;
  /** All must hold; empty: always. */
  readonly when: readonly Condition[];
  /** What is hidden inside of a JSON object; null: the whole value. */
  readonly fieldPaths: readonly JsonPath[] | null;
}

export interface TransformSettings {
  readonly rules: readonly Rule[];
  readonly onError: ErrorPolicy;
}

/** Whether the settings of a mapper are these rules, and not stream maps; its name says nothing. */
export function hasTransformations(settings: JsonObject): boolean {
  return Object.hasOwn(settings, 'transformations');
}

/** Throws `ConfigInvalid`. */
export function readTransformations(settings: JsonObject): TransformSettings {
  if (Object.hasOwn(settings, 'stream_maps'))
    throw invalid('transformations', 'stands beside `stream_maps`', 'Make two mappings of them, one behind the other.');
  const rules = listAt(settings['transformations'], 'transformations');
  return {
    rules: rules.map((rule, i) => readRule(rule, `transformations[${i}]`)),
    onError: readErrorPolicy(settings),
  };
}

/** `path`: for messages, `transformations[2]`. Throws `ConfigInvalid`. */
export function readRule(value: JsonValue, path: string): Rule {
  const rule = objectAt(value, path);
  const type = textAt(rule, 'type', path);
  const mask = maskOf(type);
  if (mask === null) {
    const types = 'SET-NULL, HASH, HASH-SKIP-FIRST-n, MASK-DATE, MASK-NUMBER, MASK-HIDDEN, MASK-STRING-SKIP-ENDS-n';
    throw invalid(`${path}.type`, `is \`${type}\`, which is no type`, `Use one of ${types}; n is 1 to 9.`);
  }
  const paths = rule['field_paths'] ?? null;
  return {
    path,
    stream: textAt(rule, 'tap_stream_name', path),
    field: textAt(rule, 'field_id', path),
    type,
    mask,
    when: listAt(rule['when'] ?? [], `${path}.when`).map((each, i) => readCondition(each, `${path}.when[${i}]`)),
    fieldPaths:
      paths === null
        ? null
        : listAt(paths, `${path}.field_paths`).map((each, i) => pathAt(each, `${path}.field_paths[${i}]`)),
  };
}

function readCondition(value: JsonValue, path: string): Condition {
  const condition = objectAt(value, path);
  const fieldPath = condition['field_path'] ?? null;
  const common = {
    column: textAt(condition, 'column', path),
    fieldPath: fieldPath === null ? null : pathAt(fieldPath, `${path}.field_path`),
  };
  const equals = condition['equals'] ?? null;
  // To the real one an empty, zero or false `equals` is none.
  if (equals !== null && equals !== '' && equals !== 0 && equals !== false) return { ...common, test: { equals } };
  const pattern = condition['regex_match'] ?? '';
  if (typeof pattern === 'string' && pattern !== '')
    return { ...common, test: { pattern: patternAt(pattern, `${path}.regex_match`) } };
  throw invalid(
    path,
    'compares with nothing: it has no `regex_match`, and no `equals` that is more than empty, 0 or false',
    'Give it one, or write the condition as `regex_match`.',
  );
}

function patternAt(source: string, path: string): Pattern {
  try {
    beginWork();
    return Pattern.of(source, 0);
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    throw invalid(path, `cannot be used: ${error.message.replace(/\.$/, '')}`, 'Correct the pattern.', error);
  }
}

function pathAt(value: JsonValue, path: string): JsonPath {
  const parsed = typeof value === 'string' ? parsePath(value) : null;
  if (parsed !== null) return parsed;
  throw invalid(
    path,
    'is no path of names and places',
    'Write it as `address/street` or `items/0`, without wildcards.',
  );
}

function textAt(object: JsonObject, key: string, path: string): string {
  const value = object[key];
  if (typeof value === 'string' && value !== '') return value;
  throw invalid(`${path}.${key}`, 'must be a text', 'Every rule has `tap_stream_name`, `field_id` and `type`.');
}

function listAt(value: JsonValue | undefined, path: string): readonly JsonValue[] {
  if (isList(value)) return value;
  throw invalid(path, 'must be a list', 'Write it as a list, with `-` in front of each item.');
}

function objectAt(value: JsonValue, path: string): JsonObject {
  if (typeof value === 'object' && value !== null && !isList(value)) return value;
  throw invalid(path, 'must be an object', 'Write `key: value` lines.');
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function invalid(path: string, what: string, instruction: string, cause?: Error): MeltemiError {
  return new MeltemiError(
    'ConfigInvalid',
    `The setting \`${path}\` ${what}.`,
    instruction,
    cause === undefined ? {} : { cause },
  );
}
