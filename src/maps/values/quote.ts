/** Texts and bytes in quotes, as Python's `repr` writes them. */
import { charactersOf } from './code-points';
import { spendWork } from './limits';

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };

/** What `repr` escapes and `isprintable` denies, besides the blank. */
export const UNPRINTABLE = /[\p{C}\p{Z}]/u;

/** Units of work for a character that is looked at whether it has to be escaped. */
const QUOTED_WORK = 8;

export function quoteText(text: string): string {
  spendWork(text.length * QUOTED_WORK);
  const quote = quoteFor(text);
  const body = charactersOf(text).map((char) => {
    if (char === quote) return `\\${char}`;
    if (Object.hasOwn(NAMED, char)) return NAMED[char] ?? char;
    return char !== ' ' && UNPRINTABLE.test(char) ? escapeCharacter(char) : char;
  });
  return quote + body.join('') + quote;
}

export function quoteBytes(data: Uint8Array): string {
  spendWork(data.length * QUOTED_WORK);
  const text = Buffer.from(data).toString('latin1');
  const quote = quoteFor(text);
  const body = text.split('').map((char) => {
    if (char === quote) return `\\${char}`;
    if (Object.hasOwn(NAMED, char)) return NAMED[char] ?? char;
    return char < ' ' || char > '~' ? escapeCharacter(char) : char;
  });
  return quote + body.join('') + quote;
}

/** `\xe9`, `\u20ac`, `\U0001f600` */
export function escapeCharacter(char: string): string {
  const code = (char.codePointAt(0) ?? 0).toString(16);
  if (code.length <= 2) return `\\x${code.padStart(2, '0')}`;
  return code.length <= 4 ? `\\u${code.padStart(4, '0')}` : `\\U${code.padStart(8, '0')}`;
}

function quoteFor(text: string): string {
  return text.includes("'") && !text.includes('"') ? '"' : "'";
}
