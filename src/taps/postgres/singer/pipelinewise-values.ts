/** Values as tap-postgres (pipelinewise) writes them, measured on 1.8.4; numbers keep the digits that it loses. */
import { dateEmitter, emitterFor, textEmitter, timestampEmitter } from '../../../pages/encoding/json-emitters';
import type { ValueForm } from '../../../pages/encoding/json-lines';
import { isoTime, isoTimestamp } from '../../../pages/encoding/iso-times';
import { arrayToJson, toJsonText, type ToJsonText } from '../../../pages/encoding/values';
import { DATES, elementType, type ColumnType } from './column-type';
import { hstoreObject, utcTime } from './text-values';
import { withinYears } from './year-range';

const MIDNIGHT = 'T00:00:00+00:00"';
const MIDNIGHT_END = Buffer.from(MIDNIGHT);
const LAST_DAY = { last: `"9999-12-31${MIDNIGHT}`, first: `"0001-01-01${MIDNIGHT}` };
/** The tap compares with milliseconds. */
const LAST_MILLISECOND = { last: '"9999-12-31T23:59:59.999000+00:00"', first: `"0001-01-01${MIDNIGHT}` };

export function pipelinewiseValue(column: string, type: ColumnType): ValueForm {
  if (type.isArray) {
    const item = textOf(column, elementType(type)) ?? toJsonText(plainColumn(column, elementType(type)));
    // The tap has an empty list where there is none.
    return { emit: textEmitter(arrayToJson(',', item)), nullText: '[]' };
  }
  const text = textOf(column, type);
  if (text === null) return { emit: emitterFor(plainColumn(column, type)) };
  if (type.base === 'date') return { emit: dateEmitter(text, MIDNIGHT_END) };
  return { emit: DATES.has(type.base) ? timestampEmitter(text, 'when not zero') : textEmitter(text) };
}

/** Null: as everywhere. */
function textOf(column: string, { base }: ColumnType): ToJsonText | null {
  if (base === 'date') return withinYears(column, LAST_DAY, (text) => `"${text}${MIDNIGHT}`);
  if (DATES.has(base)) return withinYears(column, LAST_MILLISECOND, (text) => JSON.stringify(isoTimestamp(text)));
  if (base === 'time with time zone') return (text) => JSON.stringify(isoTime(utcTime(text)));
  if (base === 'bit') return (text) => String(text === '1');
  return base === 'hstore' ? (text) => JSON.stringify(hstoreObject(text)) : null;
}

function plainColumn(name: string, { sqlType }: ColumnType): Parameters<typeof emitterFor>[0] {
  return { name, schema: {}, sqlType, nullable: true };
}
