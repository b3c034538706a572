/** How a CSV file is written, in the words of Python's `csv` module, which tap-csv hands on. */
import type { EntryReader } from '../file-source';

export interface Dialect {
  readonly delimiter: string;
  /** Null: nothing is quoted. */
  readonly quote: string | null;
  readonly escape: string | null;
  /** A quote inside a quoted field stands twice. */
  readonly doubleQuote: boolean;
  readonly skipInitialSpace: boolean;
  /** Text behind a closing quote is an error, and not a part of the field. */
  readonly strict: boolean;
}

export const DIALECT_KEYS = [
  'delimiter',
  'quotechar',
  'escapechar',
  'doublequote',
  'skipinitialspace',
  'skip_initial_space',
  'strict',
] as const;

/** Throws `ConfigInvalid`. */
export function readDialect(read: EntryReader, entry: Readonly<Record<string, unknown>>): Dialect {
  const quote = entry['quotechar'] === '' ? null : (character(read, 'quotechar') ?? '"');
  const dialect: Dialect = {
    delimiter: character(read, 'delimiter') ?? ',',
    quote,
    escape: character(read, 'escapechar'),
    doubleQuote: read.flag('doublequote') ?? true,
    skipInitialSpace: read.flag('skipinitialspace') ?? read.flag('skip_initial_space') ?? false,
    strict: read.flag('strict') ?? false,
  };
  if (dialect.delimiter === quote || dialect.delimiter === dialect.escape)
    throw read.invalid('delimiter', 'is also the quote or the escape character.');
  return dialect;
}

/** One character; `\t` as two is a tab, since YAML leaves it so without double quotes. */
function character(read: EntryReader, key: string): string | null {
  const text = read.text(key);
  if (text === null) return null;
  if (text === '\\t' || text === 'tab') return '\t';
  if (text.length === 1 && text !== '\n' && text !== '\r') return text;
  throw read.invalid(key, 'is not one character.');
}
