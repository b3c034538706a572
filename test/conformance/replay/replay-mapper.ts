/**
 * Replays the recorded cases of the real mapper through the Singer filter: the same messages go in, and what comes out must be the
 * same, in order, properties in order as well. Numbers count by their value, to the last digit.
 */
import { MessageMapper } from '../../../src/maps/singer/message-mapper';
import { MeltemiError } from '../../../src/model/errors';
import { compactExact, parseExact } from '../../../src/model/exact-json';
import type { JsonObject, JsonValue } from '../../../src/model/json';
import { isObject, show } from './differences';

interface RecordedCase {
  readonly config: JsonObject;
  readonly input: readonly JsonObject[];
  readonly expect: { readonly messages: readonly JsonObject[]; readonly error?: JsonObject };
}

/** `recorded`: a case read by `parseExact`. */
export function replayMapper(recorded: unknown): readonly string[] {
  // The set's file has cases of this form; its README says so.
  const { config, input, expect } = recorded as RecordedCase;
  const { messages, error } = mapped(config, input);
  const differences: string[] = [];
  if (!sameMessages(expect.messages, messages)) differences.push(show(expect.messages, messages));
  if ((expect.error === undefined) !== (error === null)) {
    differences.push(`error: expected ${show(expect.error ?? null, error?.message ?? null)}`);
  }
  return differences;
}

function mapped(
  config: JsonObject,
  input: readonly JsonObject[],
): { messages: JsonValue[]; error: MeltemiError | null } {
  const lines = Buffer.from(input.map((message) => `${compactExact(message)}\n`).join(''));
  try {
    // The real mapper has no extensions: that a name is missing is part of the recordings.
    const strict = { ...(JSON.parse(compactExact(config)) as JsonObject), stream_map_strict: true };
    const { bytes, error } = new MessageMapper(strict).map(lines);
    const written = bytes.toString('utf8').split('\n').slice(0, -1);
    return { messages: written.map(parseExact), error };
  } catch (error) {
    if (error instanceof MeltemiError) return { messages: [], error };
    throw error;
  }
}

function sameMessages(expected: readonly JsonValue[], got: readonly JsonValue[]): boolean {
  return expected.length === got.length && expected.every((message, i) => isSame(message, got[i]));
}

/** The members whose order counts: columns are made in it. */
const ORDERED: ReadonlySet<string> = new Set(['record', 'properties']);

function isSame(expected: JsonValue, got: JsonValue | undefined, ordered = false): boolean {
  if (got === undefined) return false;
  if (isObject(expected)) {
    if (typeof expected['$volatile'] === 'string') return isOfKind(expected['$volatile'], got);
    if (!isObject(got)) return false;
    const [names, others] = [Object.keys(expected), Object.keys(got)];
    if (names.length !== others.length || (ordered && names.join('\0') !== others.join('\0'))) return false;
    return names.every((name) => isSame(expected[name] as JsonValue, got[name] as JsonValue, ORDERED.has(name)));
  }
  if (Array.isArray(expected)) {
    return (
      Array.isArray(got) &&
      expected.length === got.length &&
      expected.every((item, i) => isSame(item as JsonValue, got[i] as JsonValue))
    );
  }
  const number = digitsOf(expected);
  return number === null ? expected === got : number === digitsOf(got);
}

/** One text per numeric value; null for what is no number. */
function digitsOf(value: JsonValue): string | null {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(
    typeof value === 'string' && !value.startsWith('\u{10FFFF}') ? '' : compactExact(value),
  );
  if (!match) return null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const digits = (whole + fraction).replace(/^0+/, '');
  if (digits === '') return '0';
  const significant = digits.replace(/0+$/, '');
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}

const FORMS: Readonly<Record<string, RegExp>> = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?([+-]\d\d:\d\d)?$/,
  date: /^\d{4}-\d\d-\d\d$/,
  year: /^\d{4}$/,
  integer: /^-?\d+$/,
};

function isOfKind(kind: string, got: JsonValue): boolean {
  if (kind === 'string') return typeof got === 'string';
  return FORMS[kind]?.test(typeof got === 'string' ? got : compactExact(got)) ?? false;
}
