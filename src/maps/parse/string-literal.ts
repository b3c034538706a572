/** Reads Python's string literals: prefixes, quotes and escapes, as the Python reference ("String and Bytes literals") has them. */
import type { Literal, Span } from './ast';
import { ExpressionSyntaxError } from './source-error';

export interface LiteralQuotes {
  readonly raw: boolean;
  readonly bytes: boolean;
  /** Length of the prefix and the opening quotes. */
  readonly open: number;
  /** Length of the closing quotes: 1 or 3. */
  readonly close: number;
}

/** What stands before and behind the content of a literal, e.g. `rb"""` and `"""`. */
export function quotesOf(text: string): LiteralQuotes {
  const match = /^([A-Za-z]*)('''|"""|'|")/.exec(text);
  const prefix = (match?.[1] ?? '').toLowerCase();
  const quote = match?.[2] ?? '"';
  return {
    raw: prefix.includes('r'),
    bytes: prefix.includes('b'),
    open: prefix.length + quote.length,
    close: quote.length,
  };
}

/** The value of a whole literal that is not an f-string. Throws `ExpressionSyntaxError` for an escape that does not exist. */
export function readStringLiteral(text: string, span: Span): Literal {
  const quotes = quotesOf(text);
  const content = text.slice(quotes.open, text.length - quotes.close);
  if (!quotes.bytes) return { type: 'str', value: quotes.raw ? content : unescapeText(content, span, false) };
  if (/[^\0-\x7f]/.test(content))
    throw new ExpressionSyntaxError('A bytes literal can only hold ASCII characters.', span);
  const text8 = quotes.raw ? content : unescapeText(content, span, true);
  return { type: 'bytes', value: Uint8Array.from(text8, (char) => char.charCodeAt(0)) };
}

const SIMPLE: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

const ESCAPE = /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{0,2})|u([0-9a-fA-F]{0,4})|U([0-9a-fA-F]{0,8})|([\s\S]))/g;
const HIGHEST_CODE_POINT = 0x10ffff;

/** The text that escapes in `content` stand for; an unknown escape stays as it is, as in Python. */
export function unescapeText(content: string, span: Span, bytes: boolean): string {
  if (!content.includes('\\')) return content;
  return content.replace(
    ESCAPE,
    (whole: string, octal?: string, x?: string, u?: string, U?: string, other?: string) => {
      if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8) & (bytes ? 0xff : 0xffff));
      if (x !== undefined) return codePoint(x, 2, span);
      if (bytes && (u !== undefined || U !== undefined || other === 'N')) return whole;
      if (u !== undefined) return codePoint(u, 4, span);
      if (U !== undefined) return codePoint(U, 8, span);
      if (other === 'N')
        throw new ExpressionSyntaxError('Character names (`\\N{...}`) are not known here; write `\\u....`.', span);
      return Object.hasOwn(SIMPLE, other ?? '') ? (SIMPLE[other ?? ''] ?? whole) : whole;
    },
  );
}

function codePoint(digits: string, length: number, span: Span): string {
  const value = parseInt(digits, 16);
  if (digits.length !== length || value > HIGHEST_CODE_POINT) {
    throw new ExpressionSyntaxError(
      `A string has an escape that needs ${length} hexadecimal digits of a character.`,
      span,
    );
  }
  return String.fromCodePoint(value);
}
