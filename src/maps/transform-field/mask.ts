/** The types of `pipelinewise-transform-field`: what each makes of a value, and which columns it can be used on. */
import { createHash } from 'node:crypto';
import type { JsonObject } from '../../model/json';
import { civilOf, dayNumber } from '../values/datetime/calendar';
import { DateTime } from '../values/datetime/date-time';
import { parseIsoDateTime } from '../values/datetime/iso-parse';
import { spendWork } from '../values/limits';
import { typeError } from '../values/python-error';
import { typeName, type Value } from '../values/value';

export interface Mask {
  /** What columns must be, for messages; null: anything. */
  readonly wants: 'text without a format' | 'a date or date-time as text' | 'a number' | null;
  /** Throws `PythonError` for a value that it cannot hide: what is to be hidden never passes as it is. */
  readonly apply: (value: Value) => Value;
}

const HIDDEN = 'hidden';

/** Null: there is no such type. */
export function maskOf(type: string): Mask | null {
  if (type === 'SET-NULL') return { wants: null, apply: () => null };
  if (type === 'MASK-NUMBER') return { wants: 'a number', apply: () => 0 };
  if (type === 'MASK-HIDDEN') return { wants: 'text without a format', apply: () => HIDDEN };
  if (type === 'MASK-DATE') return { wants: 'a date or date-time as text', apply: ofText(type, firstOfYear) };
  if (type === 'HASH') return ofPlainText(type, (text) => sha256(Buffer.from(text)));
  const [, kind, digit] = /^(HASH-SKIP-FIRST|MASK-STRING-SKIP-ENDS)-([1-9])$/.exec(type) ?? [];
  const count = Number(digit);
  if (kind === 'HASH-SKIP-FIRST') return ofPlainText(type, (text) => hashBehind(text, count));
  return kind === undefined ? null : ofPlainText(type, (text) => stars(text, count));
}

/** Whether a column of this schema is what a mask wants; the real one looks at type and format in this way. */
export function fits({ wants }: Mask, { type, format }: JsonObject): boolean {
  const types = Array.isArray(type) ? type : [type];
  switch (wants) {
    case null:
      return true;
    case 'text without a format':
      return types.includes('string') && format === undefined;
    case 'a date or date-time as text':
      return types.includes('string') && (format === 'date-time' || format === 'date');
    case 'a number':
      return (types.includes('number') || types.includes('integer')) && format === undefined;
  }
}

function ofPlainText(type: string, apply: (text: string) => string): Mask {
  return { wants: 'text without a format', apply: ofText(type, apply) };
}

/** A null has nothing to hide. */
function ofText(type: string, apply: (text: string) => string): Mask['apply'] {
  return (value) => {
    if (value === null) return null;
    if (typeof value !== 'string') throw typeError(`\`${type}\` needs a text, not \`${typeName(value)}\`.`);
    spendWork(value.length);
    return apply(value);
  };
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** As the real one does it, `count` characters stay and `count` bytes of UTF-8 are left out of the hash. */
function hashBehind(text: string, count: number): string {
  return Array.from(text).slice(0, count).join('') + sha256(Buffer.from(text).subarray(count));
}

function stars(text: string, count: number): string {
  const characters = Array.from(text);
  const hidden = characters.length - 2 * count;
  if (hidden <= 0) return '*'.repeat(characters.length);
  return characters.slice(0, count).join('') + '*'.repeat(hidden) + characters.slice(-count).join('');
}

/** Throws `PythonError` for a text that is no date in ISO 8601 form. */
function firstOfYear(text: string): string {
  const { days, micros, zone } = parseIsoDateTime(text);
  return new DateTime(dayNumber(civilOf(days).year, 1, 1), micros, zone).isoformat();
}
