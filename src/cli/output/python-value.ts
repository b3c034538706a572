/** Values as Meltano prints them among words: the literals of Python. */
import type { JsonValue } from '../../model/json';

export function pythonValue(value: JsonValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return pythonText(value);
  if (Array.isArray(value)) return `[${value.map((item: JsonValue) => pythonValue(item)).join(', ')}]`;
  const pairs = Object.entries(value).map(([key, item]) => `${pythonText(key)}: ${pythonValue(item)}`);
  return `{${pairs.join(', ')}}`;
}

/** In single quotes, unless only double ones save an escape. */
function pythonText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(/[\\\n\r\t]/g, (letter) => ESCAPES[letter] ?? letter);
  return `${quote}${escaped.replaceAll(quote, `\\${quote}`)}${quote}`;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
