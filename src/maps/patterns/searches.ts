/** `findall`, `sub` and `split`: what Python makes of all matches of a pattern. */
import { checkItems, checkText } from '../values/limits';
import { Tuple, type Value } from '../values/value';
import type { Match } from './match';
import type { Pattern } from './pattern';
import { replacementOf } from './replacement';

/** Matches; with one group its texts, with several groups tuples of them. */
export function findAll(pattern: Pattern, text: string): Value[] {
  const found: Value[] = [];
  for (const match of pattern.all(text)) found.push(foundText(match));
  checkItems(found.length);
  return found;
}

function foundText(match: Match): Value {
  const groups = match.groups('');
  const [only, second] = groups;
  if (only === undefined) return match.numbered(0);
  return second === undefined ? only : new Tuple(groups);
}

/** `most`: 0 for all. */
export function substitute(
  pattern: Pattern,
  replacement: string,
  text: string,
  most: number,
): { readonly text: string; readonly count: number } {
  const replace = replacementOf(replacement, pattern);
  let result = '';
  let done = 0;
  let count = 0;
  for (const match of pattern.all(text)) {
    const by = replace(match);
    checkText(result.length + by.length);
    result += text.slice(done, match.from) + by;
    done = match.to;
    count++;
    if (count === most) break;
  }
  return { text: result + text.slice(done), count };
}

/** With the texts of groups between the parts. `most` cuts at most, 0 for all. */
export function splitBy(pattern: Pattern, text: string, most: number): Value[] {
  const parts: Value[] = [];
  let done = 0;
  let cuts = 0;
  for (const match of pattern.all(text)) {
    parts.push(text.slice(done, match.from), ...match.groups(null));
    done = match.to;
    cuts++;
    if (cuts === most) break;
  }
  checkItems(parts.length);
  return [...parts, text.slice(done)];
}
