/** What a JSON Schema says about the properties of a record. */
import type { JsonObject, JsonValue } from '../model/json';

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Null: the schema names no properties, so that any may come. */
export function propertiesOf(schema: JsonObject): JsonObject | null {
  const { properties } = schema;
  return isObject(properties) ? properties : null;
}

/** Whether a property is a time with its date, be it one of several types. */
export function isDateTime(schema: JsonObject, property: string): boolean {
  return isDateTimeType(propertiesOf(schema)?.[property]);
}

function isDateTimeType(type: JsonValue | undefined): boolean {
  if (!isObject(type)) return false;
  if (type['format'] === 'date-time') return true;
  return ['anyOf', 'oneOf'].some((word) => {
    const { [word]: types } = type;
    return Array.isArray(types) && types.some(isDateTimeType);
  });
}
