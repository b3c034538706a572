/**
 * PostgreSQL's built-in types: which ones travel between servers in their binary form, and how each looks as JSON Schema.
 * Types are named as `format_type` prints them.
 */
import type { JsonObject } from '../../model/json';

export interface TypeName {
  /** Without modifiers and brackets: `numeric`, `timestamp with time zone`. */
  readonly base: string;
  /** What stood in parentheses: `[12, 2]`; empty when unbounded. */
  readonly modifiers: readonly number[];
  readonly isArray: boolean;
}

/** Reads `numeric(12,2)`, `timestamp(3) with time zone`, `integer[]`. */
export function parseTypeName(sqlType: string): TypeName {
  const isArray = sqlType.endsWith('[]');
  const element = isArray ? sqlType.slice(0, -2) : sqlType;
  const match = /^([^("]*)\(([-0-9, ]+)\)(.*)$/.exec(element);
  if (match === null) return { base: element, modifiers: [], isArray };
  const [, before = '', inside = '', after = ''] = match;
  return { base: before.trimEnd() + after, modifiers: inside.split(',').map(Number), isArray };
}

/**
 * Binary forms that are the same on every supported server and hold no object ids of one database (as enums, composites
 * and arrays of them do). `format_type` qualifies or quotes a user's type of the same name, so a plain name is a built-in.
 */
const BINARY_STABLE: ReadonlySet<string> = new Set([
  'smallint',
  'integer',
  'bigint',
  'real',
  'double precision',
  'numeric',
  'boolean',
  'text',
  'character varying',
  'character',
  'uuid',
  'date',
  'time without time zone',
  'time with time zone',
  'timestamp without time zone',
  'timestamp with time zone',
  'interval',
  'json',
  'jsonb',
  'bytea',
  'inet',
  'cidr',
  'macaddr',
  'bit',
  'bit varying',
]);

/** Whether a column of this type may be copied in binary into a column of **the same** type on another server. */
export function isBinaryStable(sqlType: string): boolean {
  return BINARY_STABLE.has(parseTypeName(sqlType).base);
}

/** What the catalog knows beyond a type's name. */
export interface TypeKind {
  /** `pg_type.typtype`: `b` base, `e` enum, `d` domain, `c` composite, `r` range, `m` multirange, `p` pseudo. */
  readonly kind: string;
  /** An enum's longest label in characters. */
  readonly longestLabel: number | null;
  /** A domain's base type as `format_type` prints it. */
  readonly domainBase: string | null;
}

const INTEGERS: ReadonlySet<string> = new Set(['smallint', 'integer', 'bigint']);
const NUMBERS: ReadonlySet<string> = new Set(['numeric', 'real', 'double precision']);
const DATE_TIMES: ReadonlySet<string> = new Set(['timestamp without time zone', 'timestamp with time zone']);
const TIMES: ReadonlySet<string> = new Set(['time without time zone', 'time with time zone']);
const BOUNDED_TEXTS: ReadonlySet<string> = new Set(['character varying', 'character']);

/** Settings of tap-postgres that change a schema. */
export interface SchemaChoices {
  /** Dates and timestamps are texts. */
  readonly datesAsString: boolean;
  /** JSON columns are objects, whatever they hold. */
  readonly jsonAsObject: boolean;
}

const NO_CHOICES: SchemaChoices = { datesAsString: false, jsonAsObject: false };

/** The property schema that tap-postgres (meltanolabs) gives a type; `null` is among the types unless `required`. */
export function jsonSchemaOf(
  sqlType: string,
  kind: TypeKind,
  required: boolean,
  choices: SchemaChoices = NO_CHOICES,
): JsonObject {
  const schema = withoutNull(sqlType, kind, choices);
  if (required) return schema;
  return { ...schema, type: [...(typeof schema.type === 'string' ? [schema.type] : schema.type), 'null'] };
}

type TypedSchema = JsonObject & { readonly type: string | readonly string[] };

function withoutNull(sqlType: string, kind: TypeKind, choices: SchemaChoices): TypedSchema {
  if (kind.kind === 'd' && kind.domainBase !== null) {
    return withoutNull(kind.domainBase, { kind: 'b', longestLabel: null, domainBase: null }, choices);
  }
  const { base, modifiers, isArray } = parseTypeName(sqlType);
  if (isArray) {
    return { type: 'array', items: jsonSchemaOf(sqlType.slice(0, -2), kind, false, choices) };
  }
  if (kind.kind === 'e' && kind.longestLabel !== null) return { type: 'string', maxLength: kind.longestLabel };
  if (INTEGERS.has(base)) return { type: 'integer' };
  if (NUMBERS.has(base)) return { type: 'number' };
  if (base === 'boolean') return { type: 'boolean' };
  if (choices.datesAsString && (base === 'date' || DATE_TIMES.has(base))) return { type: 'string' };
  if (base === 'date') return { type: 'string', format: 'date' };
  if (DATE_TIMES.has(base)) return { type: 'string', format: 'date-time' };
  if (TIMES.has(base)) return { type: 'string', format: 'time' };
  if (base === 'json' || base === 'jsonb') return choices.jsonAsObject ? JSON_OBJECT : JSON_DOCUMENT;
  const [length] = modifiers;
  if (BOUNDED_TEXTS.has(base) && length !== undefined) return { type: 'string', maxLength: length };
  return { type: 'string' };
}

const JSON_OBJECT: TypedSchema = { type: 'object', additionalProperties: true };
const JSON_DOCUMENT: TypedSchema = {
  type: ['string', 'number', 'integer', 'array', 'object', 'boolean'],
  additionalProperties: true,
};
