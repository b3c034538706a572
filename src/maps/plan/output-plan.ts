/** What one entry of `stream_maps` makes of a stream: name, columns, keys, and how each column comes about. */
import { MeltemiError } from '../../model/errors';
import type { JsonValue } from '../../model/json';
import type { Column, StreamSchema } from '../../model/stream';
import { columnKind } from '../../pages/encoding/column-kind';
import { compileExpression } from '../compile/compile-expression';
import { Frame } from '../compile/frame';
import type { Names } from '../compile/names';
import { ALIAS_FUNCTIONS, functionsOf } from '../functions/registry';
import { Dict } from '../values/containers';
import { PythonError } from '../values/python-error';
import { Float, toInt, typeName, type Value } from '../values/value';
import {
  compileSetting,
  parseSetting,
  shownAt,
  type ExpressionPlace,
  type SettingExpression,
} from './expression-source';
import type { ExpressionSettings, StreamMap } from './map-settings';
import { outputSchema, withNull } from './output-type';

export interface NamedStream {
  readonly name: string;
  readonly schema: StreamSchema;
}

/** `copy`: the source column's bytes, under this or another name. */
export type OutputColumn =
  | { readonly kind: 'copy'; readonly column: Column; readonly from: number }
  | { readonly kind: 'write'; readonly column: Column; readonly expression: SettingExpression };

export interface OutputPlan {
  readonly name: string;
  readonly schema: StreamSchema;
  readonly columns: readonly OutputColumn[];
  readonly filter: SettingExpression | null;
}

/** A stream as it is. */
export function passThrough(stream: NamedStream): OutputPlan {
  const columns = stream.schema.columns.map((column, from) => ({ kind: 'copy', column, from }) as const);
  return { name: stream.name, schema: stream.schema, columns, filter: null };
}

/** The name of a stream behind a map. Throws `ConfigInvalid`. */
export function outputName(stream: string, map: StreamMap, key: string): string {
  return map.source === null ? aliasOf(stream, map, `stream_maps.${key}`) : key;
}

/** `key`: of the entry in the settings. `compile` makes the expressions. Throws `ConfigInvalid`. */
export function planOutput(
  stream: NamedStream,
  map: StreamMap,
  key: string,
  settings: ExpressionSettings,
  compile = compileSetting,
): OutputPlan {
  const path = `stream_maps.${key}`;
  const name = outputName(stream.name, map, key);
  const names = namesOfRecord(
    stream.schema.columns.map((column) => column.name),
    { stream: stream.name, name, keys: stream.schema.keyProperties, settings },
  );
  const columns = planColumns(stream, map, path, names, compile);
  const filter =
    map.filter === null
      ? null
      : compile(map.filter, { path: `${path}.__filter__`, stream: stream.name }, names(null), { assignments: true });
  const keyProperties = keysOf(stream, map, path, columns);
  return { name, schema: { columns: columns.map(({ column }) => column), keyProperties }, columns, filter };
}

/** What names mean in the expression of a property (null: in the filter). */
export type NamesFor = (property: string | null) => Names;

/** What the names of a record depend on beside its fields. */
export interface NamedRecord {
  /** The stream before the map. */
  readonly stream: string;
  /** And behind it. */
  readonly name: string;
  /** Key properties before the map. */
  readonly keys: readonly string[];
  readonly settings: ExpressionSettings;
}

/** `fields`: names of the record's fields. */
export function namesOfRecord(fields: readonly string[], { stream, name, keys, settings }: NamedRecord): NamesFor {
  const columns = new Map(fields.map((field, index) => [field, index]));
  const constants = new Map<string, Value>([
    ['config', configValue(settings.config)],
    ['__stream_name__', name],
    ['__original_stream_name__', stream],
  ]);
  const functions = functionsOf(settings);
  const keyPlaces = keys.flatMap((key) => columns.get(key) ?? []);
  // A record without its key is told from others by all that it holds.
  const isWhole = keys.length > 0 && keyPlaces.length === keys.length;
  const keyColumns = isWhole ? keyPlaces : [...columns.values()];
  return (property) => ({
    columns,
    self: property === null ? null : (columns.get(property) ?? null),
    constants,
    hasRecord: true,
    functions,
    fakes: { settings: settings.fakes, owner: { stream, property, keyColumns } },
  });
}

/** Existing properties keep their place, new ones follow in the order of the settings. */
function planColumns(
  stream: NamedStream,
  map: StreamMap,
  path: string,
  names: NamesFor,
  compile: typeof compileSetting,
): OutputColumn[] {
  const { columns } = stream.schema;
  const planned = new Map<string, OutputColumn>();
  if (!map.dropOthers) columns.forEach((column, from) => planned.set(column.name, { kind: 'copy', column, from }));
  for (const [property, expression] of map.properties) {
    if (expression === null) planned.delete(property);
    else {
      const place = { path: `${path}.${property}`, stream: stream.name };
      planned.set(property, planProperty(stream, property, expression, place, names(property), compile));
    }
  }
  return [...planned.values()];
}

function planProperty(
  stream: NamedStream,
  property: string,
  expression: string,
  place: ExpressionPlace,
  names: Names,
  compile: typeof compileSetting,
): OutputColumn {
  const from = renamedColumn(stream.schema, property, expression, names);
  const source = from === null ? undefined : stream.schema.columns[from];
  if (from !== null && source) {
    return { kind: 'copy', column: { ...source, name: property, schema: withNull(source.schema) }, from };
  }
  const column: Column = { name: property, schema: outputSchema(stream.schema, property, expression), nullable: true };
  const written = columnKind(column).kind === 'string';
  return { kind: 'write', column, expression: compile(expression, place, names, { written }) };
}

/** The column that a plain name copies; null when the value may have to be written in another type. */
function renamedColumn(schema: StreamSchema, property: string, expression: string, names: Names): number | null {
  if (['fake', 'self', 'record', '_'].includes(expression) || names.constants.has(expression)) return null;
  if (!/^[\p{XID_Start}_]\p{XID_Continue}*$/u.test(expression)) return null;
  const from = names.columns.get(expression);
  if (from === undefined) return null;
  const overwrites = property !== expression && schema.columns.some((column) => column.name === property);
  return overwrites ? null : from;
}

function keysOf(
  stream: NamedStream,
  map: StreamMap,
  path: string,
  columns: readonly OutputColumn[],
): readonly string[] {
  const keys = map.keyProperties === undefined ? stream.schema.keyProperties : (map.keyProperties ?? []);
  const missing = keys.filter((key) => !columns.some(({ column }) => column.name === key));
  if (missing.length === 0) return keys;
  const list = missing.map((key) => `\`${key}\``).join(', ');
  if (map.keyProperties) {
    throw new MeltemiError(
      'ConfigInvalid',
      `The setting \`${path}.__key_properties__\` names ${list}, which stream \`${stream.name}\` does not have behind the map.`,
      'Name properties that the map leaves or makes.',
    );
  }
  throw new MeltemiError(
    'ConfigInvalid',
    `The map \`${path}\` removes ${list}, a key property of stream \`${stream.name}\`.`,
    'Keep it, or say with `__key_properties__` what the key is behind the map (`[]` for none).',
  );
}

/** An expression over `__stream_name__`; text with an unknown name (`clients`, `my-clients`) is the name itself. */
function aliasOf(stream: string, map: StreamMap, path: string): string {
  if (map.alias === null) return stream;
  const place = { path: `${path}.__alias__`, stream };
  const parsed = parseSetting(map.alias, place);
  const constants = new Map<string, Value>([['__stream_name__', stream]]);
  const names: Names = {
    columns: new Map(),
    self: null,
    constants,
    hasRecord: false,
    functions: ALIAS_FUNCTIONS,
    fakes: null,
  };
  try {
    const compiled = compileExpression(parsed.expression, names);
    const value = compiled.evaluate(new Frame({ column: () => null }, [], () => 0));
    if (typeof value === 'string' && value !== '') return value;
    throw new PythonError(
      'TypeError',
      `The result is ${value === '' ? 'empty' : `a \`${typeName(value)}\``}, not a name.`,
    );
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    if (error.name === 'NameError') return map.alias;
    const at = shownAt(map.alias, error.span ?? parsed.expression.span);
    throw new MeltemiError(
      'ConfigInvalid',
      `The alias \`${place.path}\` of stream \`${stream}\` cannot be evaluated: ${error.message} At ${at}`,
      'Write a name, or an expression that gives one, e.g. `__stream_name__.upper()`.',
      { cause: error },
    );
  }
}

/** YAML's numbers: those with a fraction are floats, as in Python. */
export function configValue(value: JsonValue): Value {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isInteger(value) ? toInt(BigInt(value)) : new Float(value);
  if (isList(value)) return value.map(configValue);
  const dict = new Dict();
  for (const [key, item] of Object.entries(value)) dict.set(key, configValue(item));
  return dict;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
