/** Fields of CSV as values of typed columns, and the types that fields look like. */
import type { JsonObject } from '../../../model/json';
import type { Column } from '../../../model/stream';
import { columnKind } from '../../../pages/encoding/column-kind';
import { escapeField, NULL_FIELD } from '../../../pages/encoding/text';

/** A field as it stands in a page. Null: it is no value of the column. */
export type FieldWriter = (field: string) => string | null;

const INTEGER = /^[+-]?(0|[1-9]\d*)$/;
const NUMBER = /^[+-]?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
const BOOLEAN = /^(true|false)$/i;
const DATE = /^\d{4}-\d\d-\d\d$/;
const DATE_TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?(\d\d)?)?$/;

/** An empty field is an empty text in a column of texts, and null in any other. */
export function fieldWriter(column: Column): FieldWriter {
  const { kind } = columnKind(column);
  switch (kind) {
    case 'string':
    case 'time':
      return escapeField;
    case 'integer':
      return checked(INTEGER, (text) => text.replace(/^\+/, ''));
    case 'number':
    case 'float':
      return checked(NUMBER, (text) => text.replace(/^\+/, ''));
    case 'boolean':
      return checked(BOOLEAN, (text) => text.toLowerCase());
    case 'date':
      return checked(DATE, (text) => text);
    case 'timestamp':
      return checked(DATE_TIME, (text) => text.replace(' ', 'T'));
    default:
      return jsonField;
  }
}

function checked(form: RegExp, write: (text: string) => string): FieldWriter {
  return (field) => {
    const text = field.trim();
    if (text === '') return NULL_FIELD;
    return form.test(text) ? write(text) : null;
  };
}

function jsonField(field: string): string | null {
  if (field.trim() === '') return NULL_FIELD;
  try {
    JSON.parse(field);
    return escapeField(field);
  } catch {
    return null;
  }
}

/** From the narrowest to the widest; what fits none is a text. */
const TYPES: readonly { readonly form: RegExp; readonly schema: JsonObject }[] = [
  { form: INTEGER, schema: { type: ['integer', 'null'] } },
  { form: NUMBER, schema: { type: ['number', 'null'] } },
  { form: BOOLEAN, schema: { type: ['boolean', 'null'] } },
  { form: DATE, schema: { type: ['string', 'null'], format: 'date' } },
  { form: DATE_TIME, schema: { type: ['string', 'null'], format: 'date-time' } },
];

export const TEXT: JsonObject = { type: ['string', 'null'] };

/** The narrowest type that all fields have; empty ones fit all, and nothing but empty ones is text. */
export function typeOf(fields: readonly string[]): JsonObject {
  const filled = fields.map((field) => field.trim()).filter((field) => field !== '');
  if (filled.length === 0) return TEXT;
  return TYPES.find(({ form }) => filled.every((field) => form.test(field)))?.schema ?? TEXT;
}
