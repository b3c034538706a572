/**
 * JSON of Singer programs, read and written without loss: a number that JavaScript would change (`9223372036854775807`, `1.0`) is kept
 * as the text that it is. The indented form is that of Python's `json.dumps(indent=2)`, which is what Meltano hands to plugins.
 */
import type { JsonValue } from '../model/json';

/** Marks the text of a number. It is no character of any text (Unicode keeps it for such uses), so no value starts with it. */
const MARK = '\u{10FFFF}';
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/gs;
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
const MARKED = new RegExp(`"${MARK}([^"]+)"`, 'g');

/** Throws `SyntaxError`. Numbers that would change are texts, to be handed to `stringifyExact` again. */
export function parseExact(text: string): JsonValue {
  const marked = text.replace(TOKEN, (token) =>
    NUMBER.test(token) && JSON.stringify(Number(token)) !== token ? `"${MARK}${token}"` : token,
  );
  try {
    return JSON.parse(marked) as JsonValue;
  } catch {
    // The text as it is gives the places that its author can find.
    return JSON.parse(text) as JsonValue;
  }
}

/** On one line, as a Singer message is written. */
export function compactExact(value: JsonValue): string {
  return JSON.stringify(value).replace(MARKED, '$1');
}

/** With two blanks per level and all but ASCII escaped. */
export function stringifyExact(value: JsonValue): string {
  return JSON.stringify(value, null, 2)
    .replace(MARKED, '$1')
    .replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
