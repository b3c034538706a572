/** `\d`, `\w`, `\s` and `[...]` of Python in the engine's syntax. Python's are about all of Unicode, the engine's about ASCII. */
import { patternError } from './pattern-error';
import { quoteCharacter, readEscape } from './pattern-escape';
import type { PatternReader } from './pattern-reader';

/** The characters of `str.isspace`. */
const SPACES =
  '\\t-\\r\\x1c-\\x20\\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}';
/** All others. */
const OTHERS =
  '\\x00-\\x08\\x0e-\\x1b\\x21-\\x{84}\\x{86}-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{10ffff}';
const WORD = '\\p{L}\\p{N}_';

/** The inside of `[...]` by the letter of a class; `\W` has none. */
const UNICODE_PARTS: Readonly<Record<string, string>> = {
  d: '\\p{Nd}',
  D: '\\P{Nd}',
  s: SPACES,
  S: OTHERS,
  w: WORD,
};

/** `\d` and its like outside of brackets; `letter` is one of `dDwWsS`. */
export function classEscape(letter: string, ascii: boolean): string {
  if (ascii) return letter.toLowerCase() === 's' ? (letter === 's' ? '[\\t-\\r ]' : '[^\\t-\\r ]') : `\\${letter}`;
  if (letter === 'W') return `[^${WORD}]`;
  return `[${UNICODE_PARTS[letter] ?? ''}]`;
}

/** What `[^\W...]` leaves of the letters, digits and `_` when digits or `_` are excluded too. */
const WORD_LESS: Readonly<Record<string, string>> = {
  '': WORD,
  _: '\\p{L}\\p{N}',
  d: '\\p{L}\\p{Nl}\\p{No}_',
  'd_': '\\p{L}\\p{Nl}\\p{No}',
}; // prettier-ignore

/** Reads behind `[` up to and with `]`; gives an expression of the engine. Throws for a class that has no form there. */
export function readClass(reader: PatternReader, ascii: boolean): string {
  const from = reader.at - 1;
  const negated = reader.take('^');
  const parts: string[] = [];
  /** `\W` cannot stand beside others in the engine's brackets. */
  let noWord = false;
  for (let first = true; first || reader.peek() !== ']'; first = false) {
    if (reader.done) throw patternError('a `[` has no `]`', from);
    const low = readMember(reader, ascii);
    if (reader.peek() !== '-' || reader.peek(1) === ']' || reader.peek(1) === '') {
      if (low.text === NO_WORD) noWord = true;
      else parts.push(low.text);
      continue;
    }
    reader.next();
    const high = readMember(reader, ascii);
    if (low.code === null || high.code === null || low.code > high.code) {
      throw patternError('a range in `[...]` is not one', reader.at - 1);
    }
    parts.push(`${low.text}-${high.text}`);
  }
  reader.next();
  if (!noWord) return `[${negated ? '^' : ''}${parts.join('')}]`;
  if (!negated) return parts.length === 0 ? `[^${WORD}]` : `(?:[^${WORD}]|[${parts.join('')}])`;
  const excluded = [parts.includes(UNICODE_PARTS['d'] ?? '') ? 'd' : '', parts.includes('_') ? '_' : ''].join('');
  const left = parts.length === excluded.length ? WORD_LESS[excluded] : undefined;
  if (left === undefined) throw patternError('`[^\\W...]` can exclude `\\d` and `_` only', from);
  return `[${left}]`;
}

interface Member {
  /** In the engine's syntax. */
  readonly text: string;
  /** Code point; null for a class of characters. */
  readonly code: number | null;
}

const NO_WORD = '\\W';

function readMember(reader: PatternReader, ascii: boolean): Member {
  const char = reader.next();
  if (char !== '\\') return { text: quoteCharacter(char), code: char.codePointAt(0) ?? 0 };
  const letter = reader.peek();
  if (/^[dDwWsS]$/.test(letter)) {
    reader.next();
    return { text: memberClass(letter, ascii), code: null };
  }
  const value = reader.take('b') ? '\b' : readEscape(reader);
  return { text: quoteCharacter(value), code: value.codePointAt(0) ?? 0 };
}

function memberClass(letter: string, ascii: boolean): string {
  if (!ascii) return UNICODE_PARTS[letter] ?? NO_WORD;
  if (letter === 's') return '\\t-\\r ';
  return letter === 'S' ? '\\x00-\\x08\\x0e-\\x1f\\x21-\\x{10ffff}' : `\\${letter}`;
}
