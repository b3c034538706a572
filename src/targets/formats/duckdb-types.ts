/**
 * The DuckDB type of a column, and the SQL expression that makes it of the column's field in a page (encoding `text`, still
 * escaped, null for `\N`). Parquet's types follow from DuckDB's.
 *
 * | page text | type | values that the type has no place for |
 * | --- | --- | --- |
 * | smallint, integer, bigint, JSON integer | SMALLINT, INTEGER, BIGINT, BIGINT (DECIMAL(38,0) where the schema's maximum is beyond 2^63) | |
 * | numeric(p,s) of at most 38 digits | DECIMAL(p,s) | `NaN`: an error that names the column |
 * | numeric wider or without limit | VARCHAR, digit by digit | |
 * | real, double precision, JSON number | FLOAT, DOUBLE, DOUBLE | |
 * | date, timestamp | DATE, TIMESTAMP or TIMESTAMPTZ (UTC, microseconds); before Christ and beyond year 9999 too | infinity: year 9999 or 1, as in Singer's JSON; after 294246: an error |
 * | time | TIME | `24:00:00`: `00:00:00`, as in Singer's JSON |
 * | time with time zone, interval, ranges and all other types | VARCHAR, PostgreSQL's text | |
 * | uuid, bytea, json | UUID, BLOB, JSON (its text) | |
 * | array | LIST of its element's type | bounds are read over; several dimensions: an error |
 */
import { assertNever } from '../../model/errors';
import type { Column } from '../../model/stream';
import { columnKind, type ColumnKind } from '../../pages/encoding/column-kind';
import { quoteText } from '../../systems/duckdb/quote';
import { listExpression, plainListExpression } from './duckdb-lists';

export interface DuckdbColumn {
  readonly type: string;
  /** `field`: an SQL expression of type VARCHAR, read several times. */
  readonly fromField: (field: string) => string;
}

/** Of a value's own text, as it is in a list or after unescaping. */
interface ValueType {
  readonly type: string;
  readonly fromText: (text: string) => string;
  /** Its page text never has a backslash, so that unescaping would be wasted. */
  readonly plain: boolean;
}

/** Just above the largest bigint, which a double cannot hold. */
const MAX_BIGINT = 2 ** 63;
/** Digits that a DECIMAL can have. */
const MAX_DIGITS = 38;
const INTEGERS: ReadonlyMap<string, string> = new Map([
  ['smallint', 'SMALLINT'],
  ['integer', 'INTEGER'],
  ['bigint', 'BIGINT'],
]);

export function duckdbColumn(column: Column): DuckdbColumn {
  const kind = columnKind(column);
  if (kind.kind === 'array') return listColumn(kind.element, kind.delimiter, column.sqlType?.slice(0, -2));
  if (kind.kind === 'bytea') {
    // In a page the backslash of `\x` is doubled, and nothing behind it is escaped.
    return { type: 'BLOB', fromField: (field) => `unhex(substr(${field}, 4))` };
  }
  const value = valueType(kind, column.sqlType, column);
  return { type: value.type, fromField: (field) => value.fromText(value.plain ? field : unescaped(field)) };
}

/**
 * A field as it was before COPY escaped it. Most have no backslash and most others only line breaks and tabs, which can be
 * replaced as they come. Else a doubled backslash must not be mistaken for the start of another escape: it steps aside as a
 * mark that begins with a backspace, which no field has as it is.
 */
function unescaped(field: string): string {
  const asides = `replace(replace(${field}, '\\\\', concat(chr(8), 'x')), '\\b', concat(chr(8), 'y'))`;
  const back = `replace(replace(${replaced(asides, [...BREAKS, ...RARE])}, concat(chr(8), 'x'), '\\'), concat(chr(8), 'y'), chr(8))`;
  return (
    `CASE WHEN NOT contains(${field}, '\\') THEN ${field}` +
    ` WHEN regexp_matches(${field}, '\\\\[^ntr]') THEN ${back} ELSE ${replaced(field, BREAKS)} END`
  );
}

/** Letter behind a backslash → code point. With `\\` and `\b` it is all that PostgreSQL writes, and `escapeField` here. */
const BREAKS = [
  ['n', 10],
  ['t', 9],
  ['r', 13],
] as const;
const RARE = [
  ['v', 11],
  ['f', 12],
] as const;

function replaced(text: string, escapes: readonly (readonly [string, number])[]): string {
  return escapes.reduce((sql, [letter, code]) => `replace(${sql}, '\\${letter}', chr(${String(code)}))`, text);
}

function listColumn(element: ColumnKind, delimiter: ',' | ';', elementSql: string | undefined): DuckdbColumn {
  const item = element.kind === 'bytea' ? HEX : valueType(element, elementSql, null);
  const list = element.kind === 'array' ? TEXT : item;
  return {
    type: `${list.type}[]`,
    fromField: (field) =>
      PLAIN_ITEMS.has(element.kind)
        ? plainListExpression(field, list.type, list.fromText)
        : listExpression(unescaped(field), delimiter, list.fromText),
  };
}

const PLAIN_ITEMS: ReadonlySet<ColumnKind['kind']> = new Set(['integer', 'number', 'float', 'boolean']);
const TEXT: ValueType = { type: 'VARCHAR', fromText: (text) => text, plain: false };
const HEX: ValueType = { type: 'BLOB', fromText: (text) => `unhex(substr(${text}, 3))`, plain: false };

function valueType(kind: ColumnKind, sqlType: string | undefined, column: Column | null): ValueType {
  switch (kind.kind) {
    case 'integer':
      return cast(integerType(sqlType, column));
    case 'number':
      return numberType(sqlType);
    case 'float':
      return cast(sqlType === 'real' ? 'FLOAT' : 'DOUBLE');
    case 'boolean':
      return cast('BOOLEAN');
    case 'date':
      return kind.form === 'sql' ? calendar('DATE', DATE_ENDS) : cast('DATE', false);
    case 'timestamp': {
      const type = kind.zone ? 'TIMESTAMP WITH TIME ZONE' : 'TIMESTAMP';
      return kind.form === 'sql' ? calendar(type, TIMESTAMP_ENDS) : cast(type, false);
    }
    case 'time':
      return kind.zone ? TEXT : TIME;
    case 'json':
      return cast('JSON', false);
    case 'string':
      return sqlType === 'uuid' ? cast('UUID') : TEXT;
    case 'bytea':
    case 'array':
      return TEXT;
    default:
      return assertNever(kind, 'column kind');
  }
}

function cast(type: string, plain = true): ValueType {
  return { type, fromText: (text) => `CAST(${text} AS ${type})`, plain };
}

function integerType(sqlType: string | undefined, column: Column | null): string {
  if (sqlType !== undefined) return INTEGERS.get(sqlType) ?? 'BIGINT';
  const maximum = column?.schema['maximum'];
  return typeof maximum === 'number' && maximum > MAX_BIGINT ? `DECIMAL(${String(MAX_DIGITS)},0)` : 'BIGINT';
}

function numberType(sqlType: string | undefined): ValueType {
  if (sqlType === undefined) return cast('DOUBLE');
  const type = decimalType(sqlType);
  if (type === null) return TEXT;
  return cast(type);
}

/** PostgreSQL's scale may be negative, or larger than the precision; DuckDB's lies between 0 and the width. */
function decimalType(sqlType: string): string | null {
  const match = /^numeric\((\d+)(?:, ?(-?\d+))?\)$/.exec(sqlType);
  if (match === null) return null;
  const scale = Number(match[2] ?? 0);
  const width = Math.max(Number(match[1]) - Math.min(scale, 0), scale);
  return width > MAX_DIGITS ? null : `DECIMAL(${String(width)},${String(Math.max(scale, 0))})`;
}

const DATE_ENDS = ["DATE '0001-01-01'", "DATE '9999-12-31'"] as const;
const TIMESTAMP_ENDS = ["TIMESTAMP '0001-01-01 00:00:00'", "TIMESTAMP '9999-12-31 23:59:59.999999'"] as const;

/** PostgreSQL's words that DuckDB reads otherwise: ` BC` at the end, and infinities, which Parquet has no place for. */
function calendar(type: string, [first, last]: readonly [string, string]): ValueType {
  const era = quoteText('^(\\d+-\\d\\d-\\d\\d)(.*) BC$');
  return {
    type,
    plain: true,
    fromText: (text) =>
      `CASE right(${text}, 1) WHEN 'C' THEN CAST(regexp_replace(${text}, ${era}, '\\1 (BC)\\2') AS ${type})` +
      ` WHEN 'y' THEN CASE ${text} WHEN 'infinity' THEN ${last} WHEN '-infinity' THEN ${first} END` +
      ` ELSE CAST(${text} AS ${type}) END`,
  };
}

const TIME: ValueType = {
  type: 'TIME',
  plain: true,
  fromText: (text) => `CAST(CASE ${text} WHEN '24:00:00' THEN '00:00:00' ELSE ${text} END AS TIME)`,
};
