/** JSON Schemas as tap-postgres (meltanolabs) gives them, measured on 0.10.0. */
import type { JsonObject } from '../../../model/json';
import { jsonSchemaOf, type SchemaChoices } from '../../../systems/postgres/types';
import { elementType, type ColumnType } from './column-type';

/** Only keys are without `null`, whatever the column's constraints. */
export function meltanolabsSchema(type: ColumnType, isKey: boolean, choices: SchemaChoices): JsonObject {
  const { types, rest } = schemaOf(type, choices);
  return { ...rest, type: isKey ? types : [...types, 'null'] };
}

interface Typed {
  readonly types: readonly string[];
  /** Beside `type`. */
  readonly rest: JsonObject;
}

function schemaOf(type: ColumnType, choices: SchemaChoices): Typed {
  if (type.isArray) {
    const { types, rest } = schemaOf(elementType(type), choices);
    return { types: ['array'], rest: { items: { ...rest, type: types } } };
  }
  // A domain is a text to this tap, whatever it is made of; its values are those of its base type.
  if (type.kind.kind === 'd') return { types: ['string'], rest: {} };
  const { type: found = 'string', ...rest } = jsonSchemaOf(type.sqlType, type.kind, true, choices);
  return { types: (Array.isArray(found) ? found : [found]) as readonly string[], rest };
}
