/**
 * PostgreSQL's COPY text rules: how one field stands in a page of encoding `text`, and where the fields of a line are.
 * A page is what `COPY ... TO STDOUT` writes: fields between tabs, a line per record, `\N` for null, and never a raw tab,
 * newline or carriage return inside a field, so lines and fields can be found by looking at single bytes.
 * Source of the rules: PostgreSQL documentation, COPY, "Text Format".
 */
import { MeltemiError } from '../../model/errors';

export const TAB = 0x09;
export const NEWLINE = 0x0a;
export const BACKSLASH = 0x5c;

/** A null field, as it stands in a line. No escaped text can look like it: a backslash in a value is doubled. */
export const NULL_FIELD = '\\N';

const NEEDS_ESCAPE = /[\\\b\f\n\r\t\v]/;
const ESCAPABLE = /[\\\b\f\n\r\t\v]/g;
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/** The field that stands for `text` in a line. */
export function escapeField(text: string): string {
  return NEEDS_ESCAPE.test(text) ? text.replace(ESCAPABLE, (char) => ESCAPES[char] ?? char) : text;
}

/** The value of a field that is not `\N`, given as a string. */
export function unescapeField(field: string): string {
  if (!field.includes('\\')) return field;
  const bytes = Buffer.from(field);
  return unescapeBytes(bytes, 0, bytes.length);
}

/** The value of the field in `buffer[start, end)`: null for `\N`. `end` is the position of the tab or newline behind it. */
export function decodeField(buffer: Buffer, start: number, end: number): string | null {
  for (let i = start; i < end; i++) {
    if (buffer[i] === BACKSLASH) {
      return isNull(buffer, start, end) ? null : unescapeBytes(buffer, start, end);
    }
  }
  return buffer.toString('utf8', start, end);
}

/** Whether the field in `buffer[start, end)` is `\N`. */
export function isNull(buffer: Buffer, start: number, end: number): boolean {
  return end - start === 2 && buffer[start] === BACKSLASH && buffer[start + 1] === 0x4e;
}

/**
 * Finds the fields of the line that begins at `start`. `bounds[i]` becomes the start of field i and `bounds[n]` the start
 * of the next line, so field i is `[bounds[i], bounds[i + 1] - 1)`. `bounds` has one place more than the stream has
 * columns. Throws `RecordInvalid` when the line has another number of fields or no end.
 */
export function scanLine(buffer: Buffer, start: number, bounds: Int32Array): void {
  const columns = bounds.length - 1;
  const length = buffer.length;
  let field = 0;
  bounds[0] = start;
  for (let i = start; i < length; i++) {
    const byte = buffer[i];
    if (byte === TAB) {
      field++;
      if (field >= columns) throw wrongWidth(columns, 'more');
      bounds[field] = i + 1;
    } else if (byte === NEWLINE) {
      if (field + 1 !== columns) throw wrongWidth(columns, `only ${field + 1}`);
      bounds[columns] = i + 1;
      return;
    }
  }
  throw new MeltemiError(
    'RecordInvalid',
    'A page ends in the middle of a line.',
    'Run the stream again; if it stays, report it with the names of tap and stream.',
  );
}

function wrongWidth(columns: number, found: string): MeltemiError {
  return new MeltemiError(
    'RecordInvalid',
    `A line of a page has ${found} fields where its stream has ${columns} columns.`,
    'Run the stream again; if it stays, report it with the names of tap and stream.',
  );
}

/** Cold path: at least one backslash. Octal and hex escapes name bytes, so the work is done on bytes. */
function unescapeBytes(source: Buffer, start: number, end: number): string {
  const out = Buffer.allocUnsafe(end - start);
  let length = 0;
  for (let i = start; i < end;) {
    const byte = source[i] ?? 0;
    if (byte !== BACKSLASH || i + 1 >= end) {
      out[length++] = byte;
      i++;
      continue;
    }
    const escape = readEscape(source, i + 1, end);
    out[length++] = escape.byte;
    i = escape.next;
  }
  return out.toString('utf8', 0, length);
}

/** Reads what follows a backslash at `at`: the byte that it stands for, and where the text goes on. */
export function readEscape(source: Buffer, at: number, end: number): { readonly byte: number; readonly next: number } {
  const letter = source[at] ?? 0;
  const simple = SIMPLE_ESCAPES[letter] ?? 0;
  if (simple !== 0) return { byte: simple, next: at + 1 };
  if (letter >= 0x30 && letter <= 0x37) return readDigits(source, at, Math.min(end, at + 3), 8);
  if (letter === 0x78 && digitValue(source[at + 1] ?? 0, 16) >= 0 && at + 1 < end) {
    return readDigits(source, at + 1, Math.min(end, at + 3), 16);
  }
  return { byte: letter, next: at + 1 };
}

function readDigits(source: Buffer, from: number, limit: number, base: number): { byte: number; next: number } {
  let value = 0;
  let at = from;
  for (; at < limit; at++) {
    const digit = digitValue(source[at] ?? 0, base);
    if (digit < 0) break;
    value = value * base + digit;
  }
  return { byte: value & 0xff, next: at };
}

function digitValue(byte: number, base: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30 < base ? byte - 0x30 : -1;
  const letter = (byte | 0x20) - 0x61 + 10;
  return letter >= 10 && letter < base ? letter : -1;
}

/** Letter behind a backslash → byte; 0 where the letter has no meaning of its own. */
const SIMPLE_ESCAPES = simpleEscapes();

function simpleEscapes(): Uint8Array {
  const table = new Uint8Array(256);
  for (const [byte, letter] of [
    [0x08, 'b'],
    [0x0c, 'f'],
    [0x0a, 'n'],
    [0x0d, 'r'],
    [0x09, 't'],
    [0x0b, 'v'],
  ] as const) {
    table[letter.charCodeAt(0)] = byte;
  }
  return table;
}
