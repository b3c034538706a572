/**
 * JSON of Singer programs, read and written without loss: a number that JavaScript would change (`9223372036854775807`, `1.0`) is kept
 * as the text that it is. The indented form is that of Python's `json.dumps(indent=2)`, which is what Meltano hands to plugins.
 */
import type { JsonValue } from './json';
import { replaceNumbers } from './number-tokens';

/** Marks the text of a number. It is no character of any text (Unicode keeps it for such uses), so no value starts with it. */
const MARK = '\u{10FFFF}';
const MARKED = new RegExp(`"${MARK}([-+.\\deE]+)"`, 'g');

/** Throws `SyntaxError`. Numbers that would change are texts, to be handed to `stringifyExact` again. */
export function parseExact(text: string): JsonValue {
  const plain = JSON.parse(text) as JsonValue;
  const marked = replaceNumbers(text, (token) =>
    JSON.stringify(Number(token)) === token ? token : `"${MARK}${token}"`,
  );
  return marked === text ? plain : (JSON.parse(marked) as JsonValue);
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
