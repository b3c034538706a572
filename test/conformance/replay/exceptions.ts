/** The cases that end otherwise here on purpose: rows `| set | case | reason |` of a Markdown table. */
import { existsSync, readFileSync } from 'node:fs';

/** Reason by `<set>/<case>`. */
export type Exceptions = ReadonlyMap<string, string>;

export function readExceptions(path: string): Exceptions {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const rows = text.split('\n').flatMap((line) => {
    const [, set = '', name = '', reason = ''] = line.split('|').map((cell) => cell.trim());
    return line.startsWith('|') && /^(meltano|singer)\//.test(set) ? [[`${set}/${name}`, reason] as const] : [];
  });
  return new Map(rows);
}
