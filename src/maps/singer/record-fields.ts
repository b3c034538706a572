/** The fields of the record at hand: where they lie in the line, and their values as expressions see them. */
import type { Row } from '../compile/frame';
import { spendWork } from '../values/limits';
import { readJson } from '../values/json-read';
import type { Value } from '../values/value';
import { Members, OPEN_BRACE } from './json-scanner';

const QUOTE = 0x22;
/** Of `null`. */
const LETTER_N = 0x6e;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;

/** The names of a record's fields in their order: what a name in an expression means depends on nothing else. */
export interface Shape {
  readonly names: readonly string[];
  /** Number of the shape in its stream, from 0. */
  readonly id: number;
}

/** Shapes kept per stream; records of a stream have few, and one that has more pays with compiling again. */
const MAX_SHAPES = 1000;

export class RecordFields implements Row {
  readonly members = new Members();
  buffer: Buffer = Buffer.alloc(0);
  private readonly values: Value[] = [];
  private readonly known: boolean[] = [];
  /** Shapes by their names, and the bytes of the last one's keys, which are most often those of the next. */
  private shapes = new Map<string, Shape>();
  private lastKeys: readonly Buffer[] = [];
  private last: Shape = { names: [], id: -1 };
  private nextId = 0;

  /** Takes the record whose members have been found in `buffer`. */
  begin(buffer: Buffer): void {
    this.buffer = buffer;
    this.known.fill(false, 0, this.members.count);
  }

  /** The shape of the record at hand. Fields of one name are one field, whose last value counts. */
  shape(): Shape {
    if (this.hasLastKeys()) return this.last;
    const { members, buffer } = this;
    const keys: Buffer[] = [];
    const places = new Map<string, number>();
    for (let i = 0; i < members.count; i++) {
      const key = buffer.subarray(members.keyStart[i], members.keyEnd[i]);
      const name = nameOf(key);
      const before = places.get(name);
      if (before === undefined) {
        places.set(name, keys.length);
        const at = keys.length;
        members.keyStart[at] = members.keyStart[i] ?? 0;
        members.keyEnd[at] = members.keyEnd[i] ?? 0;
        members.valueStart[at] = members.valueStart[i] ?? 0;
        members.valueEnd[at] = members.valueEnd[i] ?? 0;
        keys.push(Buffer.from(key));
      } else {
        members.valueStart[before] = members.valueStart[i] ?? 0;
        members.valueEnd[before] = members.valueEnd[i] ?? 0;
      }
    }
    members.count = keys.length;
    this.lastKeys = keys;
    this.last = this.shapeNamed([...places.keys()]);
    return this.last;
  }

  column(index: number): Value {
    if (this.known[index] === true) return this.values[index] ?? null;
    const value = this.read(index);
    this.values[index] = value;
    this.known[index] = true;
    return value;
  }

  isPlainText(index: number): boolean {
    const { buffer } = this;
    const start = this.members.valueStart[index] ?? 0;
    const end = this.members.valueEnd[index] ?? 0;
    if (buffer[start] !== QUOTE) return false;
    for (let at = start + 1; at < end; at++) if (buffer[at] === BACKSLASH) return false;
    spendWork(end - start);
    return true;
  }

  equalsText(index: number, bytes: Buffer): boolean | null {
    const { buffer } = this;
    const start = this.members.valueStart[index] ?? 0;
    const end = this.members.valueEnd[index] ?? 0;
    if (buffer[start] === LETTER_N) return false;
    if (buffer[start] !== QUOTE) return null;
    for (let at = start + 1; at < end; at++) if (buffer[at] === BACKSLASH) return null;
    return isSame(buffer, start + 1, end - start - 2, bytes);
  }

  isTrueText(index: number): boolean | null {
    const start = this.members.valueStart[index] ?? 0;
    const first = this.buffer[start];
    if (first === LETTER_N) return false;
    // Two quotes and nothing between them.
    return first === QUOTE ? (this.members.valueEnd[index] ?? 0) - start > 2 : null;
  }

  /** Whether a field holds an object or a list. */
  isNested(index: number): boolean {
    const first = this.buffer[this.members.valueStart[index] ?? 0];
    return first === OPEN_BRACE || first === OPEN_BRACKET;
  }

  private read(index: number): Value {
    const start = this.members.valueStart[index] ?? 0;
    const end = this.members.valueEnd[index] ?? 0;
    const { buffer } = this;
    if (buffer[start] !== QUOTE) return readJson(buffer.toString('utf8', start, end));
    const text = buffer.toString('utf8', start + 1, end - 1);
    return text.includes('\\') ? readJson(`"${text}"`) : text;
  }

  private hasLastKeys(): boolean {
    const { members, lastKeys, buffer } = this;
    if (members.count !== lastKeys.length || this.last.id < 0) return false;
    for (let i = 0; i < lastKeys.length; i++) {
      const key = lastKeys[i];
      const start = members.keyStart[i] ?? 0;
      if (key === undefined || !isSame(buffer, start, (members.keyEnd[i] ?? 0) - start, key)) return false;
    }
    return true;
  }

  private shapeNamed(names: readonly string[]): Shape {
    const id = JSON.stringify(names);
    const known = this.shapes.get(id);
    if (known !== undefined) return known;
    if (this.shapes.size >= MAX_SHAPES) this.shapes = new Map();
    const shape = { names, id: this.nextId++ };
    this.shapes.set(id, shape);
    return shape;
  }
}

/** Whether `length` bytes of `buffer` from `start` are those of `other`. */
export function isSame(buffer: Buffer, start: number, length: number, other: Buffer): boolean {
  if (length !== other.length) return false;
  for (let i = 0; i < length; i++) if (buffer[start + i] !== other[i]) return false;
  return true;
}

function nameOf(key: Buffer): string {
  const text = key.toString('utf8');
  return key.includes(BACKSLASH) ? (JSON.parse(`"${text}"`) as string) : text;
}
