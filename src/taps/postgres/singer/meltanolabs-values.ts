/** Values as tap-postgres (meltanolabs) writes them, measured on 0.10.0; numbers keep the digits that it loses. */
import { MeltemiError } from '../../../model/errors';
import { dateEmitter, emitterFor, textEmitter, timestampEmitter } from '../../../pages/encoding/json-emitters';
import type { ValueForm } from '../../../pages/encoding/json-lines';
import { isoDate, isoTimestamp } from '../../../pages/encoding/iso-times';
import { arrayToJson, toJsonText, type ToJsonText } from '../../../pages/encoding/values';
import { columnType, DATES, elementType, isExtensionType, type ColumnType } from './column-type';
import { hstoreObject, intervalTime } from './text-values';
import { withinYears } from './year-range';

const LAST_DAY = { last: '"9999-12-31"', first: '"0001-01-01"' };
const LAST_MICROSECOND = {
  last: '"9999-12-31T23:59:59.999999+00:00"',
  first: '"0001-01-01T00:00:00.000000+00:00"',
};

/** `datesAsString`: dates and timestamps in PostgreSQL's own text. */
export function meltanolabsValue(column: string, type: ColumnType, datesAsString: boolean): ValueForm {
  if (type.isArray) return { emit: textEmitter(arrayJson(column, elementType(type), datesAsString)) };
  const own = baseOf(type);
  if (datesAsString && DATES.has(own.base)) return { emit: textEmitter(JSON.stringify) };
  if (own.base === 'date') return { emit: dateEmitter(withinYears(column, LAST_DAY, quotedDate)) };
  if (DATES.has(own.base)) {
    return { emit: timestampEmitter(withinYears(column, LAST_MICROSECOND, quotedTimestamp), 'always') };
  }
  const text = textOf(column, own);
  return { emit: text === null ? emitterFor(plainColumn(column, own)) : textEmitter(text) };
}

/** Null: as everywhere. */
function textOf(column: string, type: ColumnType): ToJsonText | null {
  if (type.base === 'interval') return (text) => JSON.stringify(intervalTime(text) ?? fail(column));
  return isExtensionType(type, 'hstore') ? (text) => JSON.stringify(hstoreObject(text)) : null;
}

function arrayJson(column: string, element: ColumnType, datesAsString: boolean): ToJsonText {
  const own = baseOf(element);
  return arrayToJson(own.base === 'box' ? ';' : ',', itemOf(column, own, datesAsString));
}

function itemOf(column: string, own: ColumnType, datesAsString: boolean): ToJsonText {
  if (datesAsString && DATES.has(own.base)) return JSON.stringify;
  if (own.base === 'date') return withinYears(column, LAST_DAY, quotedDate);
  if (DATES.has(own.base)) {
    // Items are not looked at by their schema: a time without a zone gets none.
    const zone = own.base === 'timestamp with time zone';
    return withinYears(column, LAST_MICROSECOND, (text) =>
      JSON.stringify(zone ? isoTimestamp(text) : isoTimestamp(text).replace(/\+00:00$/, '')),
    );
  }
  return textOf(column, own) ?? toJsonText(plainColumn(column, own));
}

/** What the page holds is the text of a domain's base type. */
function baseOf(type: ColumnType): ColumnType {
  const { domainBase } = type.kind;
  if (type.kind.kind !== 'd' || domainBase === null) return type;
  return columnType(domainBase, { kind: 'b', longestLabel: null, domainBase: null });
}

function plainColumn(name: string, { sqlType, base }: ColumnType): Parameters<typeof emitterFor>[0] {
  // An object id is a number to psycopg.
  return { name, schema: {}, sqlType: base === 'oid' ? 'bigint' : sqlType, nullable: true };
}

function quotedDate(text: string): string {
  return JSON.stringify(isoDate(text));
}

/** Always with six digits behind the second. */
function quotedTimestamp(text: string): string {
  return JSON.stringify(isoTimestamp(text).replace(/(:\d\d)(?=[+-])/, '$1.000000'));
}

function fail(column: string): never {
  throw new MeltemiError(
    'RecordInvalid',
    `The column \`${column}\` holds an interval that leads beyond the years 1 to 9999.`,
    'Leave the column out of the selection, or cast it to a text in a view.',
  );
}
