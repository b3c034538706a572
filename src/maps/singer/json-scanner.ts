/**
 * Finds the members of a JSON object without reading its values: a record of which a map touches two properties is copied
 * around them. What lies inside strings and nested values is passed over by quotes and brackets alone; who reads a value
 * learns whether it is JSON.
 */
import { MeltemiError } from '../../model/errors';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
export const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const BLANK = 0x20;

/** The places of an object's members in a buffer, grown as needed and used again for the next object. */
export class Members {
  count = 0;
  /** Key i lies in `[keyStart[i], keyEnd[i])`, without its quotes. */
  keyStart = new Int32Array(32);
  keyEnd = new Int32Array(32);
  valueStart = new Int32Array(32);
  valueEnd = new Int32Array(32);

  add(keyStart: number, keyEnd: number, valueStart: number, valueEnd: number): void {
    if (this.count === this.keyStart.length) this.grow();
    const at = this.count++;
    this.keyStart[at] = keyStart;
    this.keyEnd[at] = keyEnd;
    this.valueStart[at] = valueStart;
    this.valueEnd[at] = valueEnd;
  }

  private grow(): void {
    for (const field of ['keyStart', 'keyEnd', 'valueStart', 'valueEnd'] as const) {
      const larger = new Int32Array(this[field].length * 2);
      larger.set(this[field]);
      this[field] = larger;
    }
  }
}

/**
 * Fills `members` from the object that begins at `start`; answers the place behind its `}`. `record`: is filled from the member of
 * that name in the same go. Throws `RecordInvalid`.
 */
export function scanObject(buffer: Buffer, start: number, end: number, members: Members, record?: Members): number {
  members.count = 0;
  let at = blanksFrom(buffer, start + 1);
  if (buffer[start] !== OPEN_BRACE) throw notJson();
  if (buffer[at] === CLOSE_BRACE) return at + 1;
  for (;;) {
    if (buffer[at] !== QUOTE) throw notJson();
    const keyStart = at + 1;
    const keyEnd = stringEnd(buffer, keyStart, end);
    at = blanksFrom(buffer, keyEnd + 1);
    if (buffer[at] !== COLON) throw notJson();
    const valueStart = blanksFrom(buffer, at + 1);
    const valueEnd =
      record !== undefined && buffer[valueStart] === OPEN_BRACE && isNamed(buffer, keyStart, keyEnd, 'record')
        ? scanObject(buffer, valueStart, end, record)
        : skipValue(buffer, valueStart, end);
    members.add(keyStart, keyEnd, valueStart, valueEnd);
    at = blanksFrom(buffer, valueEnd);
    if (at >= end) throw notJson();
    const byte = buffer[at];
    if (byte === CLOSE_BRACE) return at + 1;
    if (byte !== COMMA) throw notJson();
    at = blanksFrom(buffer, at + 1);
  }
}

/** Whether a key is `name`, which is ASCII. A key with escapes is not recognised: no program writes one where none is needed. */
export function isNamed(buffer: Buffer, keyStart: number, keyEnd: number, name: string): boolean {
  if (keyEnd - keyStart !== name.length) return false;
  for (let i = 0; i < name.length; i++) if (buffer[keyStart + i] !== name.charCodeAt(i)) return false;
  return true;
}

/** The place behind blanks. */
export function blanksFrom(buffer: Buffer, start: number): number {
  let at = start;
  for (let byte = buffer[at]; byte !== undefined && byte <= BLANK; byte = buffer[at]) at++;
  return at;
}

/** The place of the quote that ends the string whose text begins at `start`. */
function stringEnd(buffer: Buffer, start: number, end: number): number {
  let at = start;
  for (; at < end; at++) {
    const byte = buffer[at];
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) at++;
  }
  throw notJson();
}

/** The place behind the value that begins at `start`. */
function skipValue(buffer: Buffer, start: number, end: number): number {
  const first = buffer[start];
  if (first === QUOTE) return stringEnd(buffer, start + 1, end) + 1;
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return nestedEnd(buffer, start, end);
  let at = start;
  for (; at < end; at++) {
    const byte = buffer[at] ?? 0;
    if (byte === COMMA || byte === CLOSE_BRACE || byte <= BLANK) break;
  }
  if (!isScalar(buffer, start, at)) throw notJson();
  return at;
}

function nestedEnd(buffer: Buffer, start: number, end: number): number {
  let depth = 0;
  for (let at = start; at < end; at++) {
    const byte = buffer[at];
    if (byte === QUOTE) at = stringEnd(buffer, at + 1, end);
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
    else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --depth === 0) return at + 1;
  }
  throw notJson();
}

/** Numbers, `true`, `false`, `null`; and `NaN` and the infinities, which Python writes. */
const WORDS: ReadonlySet<string> = new Set(['true', 'false', 'null', 'NaN', 'Infinity', '-Infinity']);

function isScalar(buffer: Buffer, start: number, end: number): boolean {
  const first = buffer[start] ?? 0;
  if (first < 0x30 || first > 0x39) {
    const text = buffer.toString('latin1', start, end);
    return WORDS.has(text) || /^-\d[\d.eE+-]*$/.test(text);
  }
  for (let at = start + 1; at < end; at++) {
    const byte = buffer[at] ?? 0;
    const isPart = (byte >= 0x30 && byte <= 0x39) || byte === 0x2e || byte === 0x2b || byte === 0x2d;
    if (!isPart && (byte | 0x20) !== 0x65) return false;
  }
  return true;
}

export function notJson(): MeltemiError {
  return new MeltemiError(
    'RecordInvalid',
    'The line is not a Singer message: it is not a JSON object.',
    'Look at what the program before it prints; its log belongs on stderr.',
  );
}
