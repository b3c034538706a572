/** Escapes of single characters in a pattern: `\n`, `\x41`, `\u00e9`, `\.`. */
import { notLinear, patternError } from './pattern-error';
import type { PatternReader } from './pattern-reader';

const NAMED: Readonly<Record<string, string>> = {
  a: '\x07', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v',
}; // prettier-ignore
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const LAST_CODE_POINT = 0x10ffff;

/** The character that stands behind a backslash, which has been taken. */
export function readEscape(reader: PatternReader): string {
  const at = reader.at - 1;
  const char = reader.next();
  if (char === '') throw patternError('it ends with a backslash', at);
  if (Object.hasOwn(NAMED, char)) return NAMED[char] ?? char;
  if (Object.hasOwn(HEX_DIGITS, char)) {
    const count = HEX_DIGITS[char] ?? 0;
    const digits = reader.run(/^[0-9a-fA-F]$/, count);
    const code = parseInt(digits, 16);
    if (digits.length === count && code <= LAST_CODE_POINT) return String.fromCodePoint(code);
    throw patternError(`\`\\${char}\` needs ${count} hexadecimal digits`, at);
  }
  if (/^[0-9]$/.test(char)) return readOctal(reader, char, at);
  if (/^[A-Za-z]$/.test(char)) throw patternError(`\`\\${char}\` has no meaning`, at);
  return char;
}

/** `\0`, `\07` and `\123` are characters; other numbers are back-references. */
function readOctal(reader: PatternReader, first: string, at: number): string {
  const more = reader.run(/^[0-7]$/, 2);
  if (first !== '0' && !(more.length === 2 && first < '4')) throw notLinear('A back-reference such as `\\1`', at);
  return String.fromCodePoint(parseInt(first + more, 8));
}

/** The character in the engine's syntax, in brackets and outside. */
export function quoteCharacter(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (/^[A-Za-z0-9_]$/.test(char) || code > 0x9f) return char;
  return `\\x{${code.toString(16)}}`;
}
