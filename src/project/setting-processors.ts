/** `value_processor` of a setting's definition: what is done to its value when it is read. */
import type { JsonValue } from '../model/json';
import type { SettingDefinition } from './entries';
import { flattenJson, isObject, nest } from './flatten';

const PROCESSORS: Readonly<Record<string, (value: JsonValue) => JsonValue>> = {
  nest_object: (value) => {
    if (!isObject(value)) return value;
    return nest(Object.entries(value).flatMap(([key, item]) => [...flattenJson(key, item)]));
  },
  upcase_string: (value) => (typeof value === 'string' ? value.toUpperCase() : value),
  stringify: (value) => (typeof value === 'string' ? value : JSON.stringify(value)),
};

/** Unknown processors change nothing; `parse_date` does not either, as dates travel as the text that was written. */
export function processValue(definition: SettingDefinition | null, value: JsonValue): JsonValue {
  const names = [definition?.processor ?? null, definition?.postProcessor ?? null];
  return names.reduce<JsonValue>(
    (result, name) => (name === null ? result : (PROCESSORS[name]?.(result) ?? result)),
    value,
  );
}
