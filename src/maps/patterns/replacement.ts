/** The replacement of `re.sub`: a text in which `\1`, `\g<1>` and `\g<name>` stand for groups. */
import { PythonError, valueError } from '../values/python-error';
import type { Match } from './match';
import type { Pattern } from './pattern';
import { PatternReader } from './pattern-reader';

type Part = string | number;

const NAMED: Readonly<Record<string, string>> = {
  a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\',
}; // prettier-ignore

/** What a match is replaced by. Throws `ValueError` or `IndexError` for a replacement that does not fit the pattern. */
export function replacementOf(text: string, pattern: Pattern): (match: Match) => string {
  if (!text.includes('\\')) return () => text;
  const parts = readParts(text, pattern);
  return (match) => parts.map((part) => (typeof part === 'string' ? part : (match.numbered(part) ?? ''))).join('');
}

function readParts(text: string, pattern: Pattern): readonly Part[] {
  const reader = new PatternReader(text);
  const parts: Part[] = [];
  while (!reader.done) {
    const char = reader.next();
    parts.push(char === '\\' ? readEscape(reader, pattern) : char);
  }
  return parts;
}

function readEscape(reader: PatternReader, pattern: Pattern): Part {
  const char = reader.next();
  if (char === 'g') return namedGroup(reader, pattern);
  if (/^[0-9]$/.test(char)) return numbered(reader, char, pattern);
  if (Object.hasOwn(NAMED, char)) return NAMED[char] ?? char;
  if (char === '' || /^[A-Za-z]$/.test(char)) throw valueError('A backslash in a replacement has no meaning.');
  return `\\${char}`;
}

function namedGroup(reader: PatternReader, pattern: Pattern): number {
  const name = reader.take('<') ? reader.until('>') : null;
  if (name === null || name === '') throw valueError('`\\g` in a replacement needs `<name>` or `<number>`.');
  if (/^[0-9]+$/.test(name)) return checked(Number(name), pattern);
  const group = pattern.groupNames.get(name);
  if (group === undefined) throw new PythonError('IndexError', `A replacement names a group that ${LACKS}`);
  return group;
}

/** `\0` and three octal digits are a character, else one or two digits are a group. */
function numbered(reader: PatternReader, first: string, pattern: Pattern): Part {
  if (first === '0') return String.fromCodePoint(parseInt(first + reader.run(/^[0-7]$/, 2), 8));
  const isOctal = /^[0-3]$/.test(first) && /^[0-7]$/.test(reader.peek()) && /^[0-7]$/.test(reader.peek(1));
  if (isOctal) return String.fromCodePoint(parseInt(first + reader.next() + reader.next(), 8));
  return checked(Number(first + reader.run(/^[0-9]$/, 1)), pattern);
}

function checked(group: number, pattern: Pattern): number {
  if (group <= pattern.groupCount) return group;
  throw valueError(`A replacement has the number of a group that ${LACKS}`);
}

const LACKS = 'the pattern does not have.';
