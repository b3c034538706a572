/** Flattens one record as the Singer SDK does: also what its schema does not know. */
import { Dict } from '../values/containers';
import { RECORD_STYLE, writeJson, type JsonStyle } from '../values/json-write';
import { isList, type Value } from '../values/value';
import { flatName } from './flat-name';
import type { FlattenOptions } from './flatten-options';

/** Objects and lists that are not opened, as text: compact, all but ASCII escaped, numbers by their digits. */
const FLAT_STYLE: JsonStyle = { ...RECORD_STYLE, ascii: true };

/** An object of this name is text, however deep the limit. */
export type IsColumn = (name: string) => boolean;

/** `emit` gets each property in the order of the record; of two with one name the later counts. */
export function flattenField(
  name: string,
  value: Value,
  isColumn: IsColumn,
  options: FlattenOptions,
  emit: (name: string, value: Value) => void,
): void {
  flattenInto([name], value, isColumn, options, emit);
}

function flattenInto(
  path: readonly string[],
  value: Value,
  isColumn: IsColumn,
  options: FlattenOptions,
  emit: (name: string, value: Value) => void,
): void {
  const name = flatName(path, options);
  if (!(value instanceof Dict) || isColumn(name) || path.length > options.maxDepth) {
    emit(name, flatValue(value));
    return;
  }
  for (const { key, value: inner } of value.entries()) {
    flattenInto(
      [...path, typeof key === 'string' ? key : writeJson(key, RECORD_STYLE)],
      inner,
      isColumn,
      options,
      emit,
    );
  }
}

/** A leaf: containers as JSON text, other values as they are. */
export function flatValue(value: Value): Value {
  return value instanceof Dict || isList(value) ? writeJson(value, FLAT_STYLE) : value;
}
