/**
 * The hot path of escapes in page text: the few that PostgreSQL writes, on strings, without a detour over bytes. Anything
 * else is left to `src/pages/encoding/text.ts`, which has all the rules.
 */
import { unescapeField } from '../../pages/encoding/text';

const BACKSLASH = 0x5c;
/** Control characters 8 to 13 by the letter behind a backslash, and the letter by the character. */
const CONTROLS = '\b\t\n\v\f\r';
const LETTERS = 'btnvfr';
const FIRST_CONTROL = 8;
const LAST_CONTROL = 13;
const NEEDS_ESCAPE = /[\\\b\f\n\r\t\v]/;

/** The value of a field's text that holds at least one backslash and is not `\N`. */
export function unescapeText(text: string): string {
  let value = '';
  let done = 0;
  for (let at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', done)) {
    const letter = text[at + 1];
    if (letter === undefined) return unescapeField(text);
    const control = letter === '\\' ? '\\' : CONTROLS[LETTERS.indexOf(letter)];
    if (control === undefined) return unescapeField(text);
    value += text.slice(done, at) + control;
    done = at + 2;
  }
  return value + text.slice(done);
}

/** The field that stands for `text` in a line. */
export function escapeText(text: string): string {
  if (!NEEDS_ESCAPE.test(text)) return text;
  let field = '';
  let done = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const isControl = code <= LAST_CONTROL && code >= FIRST_CONTROL;
    if (!isControl && code !== BACKSLASH) continue;
    field += `${text.slice(done, i)}\\${isControl ? (LETTERS[code - FIRST_CONTROL] ?? '') : '\\'}`;
    done = i + 1;
  }
  return field + text.slice(done);
}
