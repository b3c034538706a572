/** The names of `ALLOWED.md`, and that they are those that `allowed.ts` knows. */
import { readFileSync } from 'node:fs';
import { ALLOWED } from './allowed';

/** Throws when a difference is in one of the two only. */
export function checkAllowedList(path: string): void {
  const rows = readFileSync(path, 'utf8').matchAll(/^\| ([a-z][^|]*?) *\|/gm);
  const written = Array.from(rows, ([, name]) => name ?? '');
  const known = ALLOWED.map(({ name }) => name);
  const single = [...written, ...known].filter((name) => !(written.includes(name) && known.includes(name)));
  if (single.length > 0) throw new Error(`${path} and allowed.ts differ in: ${single.join(', ')}`);
}
