/** JSON Schema as a judge of schemas and records: the one place that knows the package. */
import { Ajv, type ErrorObject } from 'ajv';
import type { JsonObject, JsonValue } from '../../model/json';
import { keptNumber } from '../../model/lossless-json';
import { isTimeText } from './time-text';

/** Words that the draft does not know are no mistake: catalogs have many of their own. */
function newAjv(): Ajv {
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false, validateFormats: true });
  ajv.addFormat('date-time', (text) => isTimeText(text));
  return ajv;
}

/** What is wrong with a schema (draft 7); null: nothing. */
export function schemaProblem(schema: JsonObject): string | null {
  const ajv = newAjv();
  if (ajv.validateSchema(plain(schema) as object) !== true) return told(ajv.errors?.[0]);
  try {
    ajv.compile(plain(schema) as object);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Says what is wrong with a record, as `/address/zip must be string`, without its values; null: nothing. Throws for a schema that is none. */
export function recordJudge(schema: JsonObject): (record: JsonObject) => string | null {
  const ajv = newAjv();
  const validate = ajv.compile(plain(schema) as object);
  return (record) => (validate(plain(record)) ? null : told(validate.errors?.[0]));
}

/**
 * As `recordJudge`, for schemas of any draft and numbers that were kept as text, formats left aside: what Singer targets hold records
 * against. Throws `SyntaxError` for a schema that no draft knows.
 */
export function singerJudge(schema: JsonObject): (record: JsonObject) => string | null {
  // Quotients of decimals are off in their last digits, as 1.15 / 0.01 is.
  const ajv = new Ajv({
    strict: false,
    logger: false,
    validateFormats: false,
    validateSchema: false,
    multipleOfPrecision: 9,
  });
  let validate;
  try {
    validate = ajv.compile(plain(withoutDraft4(schema)) as object);
  } catch (error) {
    throw new SyntaxError(error instanceof Error ? error.message : String(error), { cause: error });
  }
  return (record) => (validate(plain(record)) ? null : told(validate.errors?.[0]));
}

/** Draft 4 says `"exclusiveMaximum": true` beside `maximum`; later drafts give the number itself. */
function withoutDraft4(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item) => withoutDraft4(item as JsonValue));
  if (typeof value !== 'object' || value === null || keptNumber(value) !== null) return value;
  const entries = Object.entries(value)
    .filter(([key]) => key !== '$schema')
    .map(([key, item]) => [key, withoutDraft4(item)] as const);
  const schema: Record<string, JsonValue> = Object.fromEntries(entries);
  for (const [exclusive, limit] of EXCLUSIVES) {
    if (typeof schema[exclusive] !== 'boolean') continue;
    const bound = schema[limit];
    if (schema[exclusive] && bound !== undefined) {
      schema[exclusive] = bound;
      delete schema[limit];
    } else {
      delete schema[exclusive];
    }
  }
  return schema;
}

const EXCLUSIVES = [
  ['exclusiveMaximum', 'maximum'],
  ['exclusiveMinimum', 'minimum'],
] as const;

function told(error: ErrorObject | undefined): string {
  return `${error?.instancePath ?? ''} ${error?.message ?? 'is not valid'}`.trim();
}

/** Numbers that no double holds as the nearest one: what is asked for is their type. */
function plain(value: JsonValue): JsonValue {
  const kept = keptNumber(value);
  if (kept !== null) return Number(kept);
  if (Array.isArray(value)) return value.map((item) => plain(item as JsonValue));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}
