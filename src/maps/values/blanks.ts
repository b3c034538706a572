/** White space of Python's texts, which is not quite JavaScript's. No expression over a whole text: those take the square of its length. */

const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
/** Below it, comparing is faster than asking the expression. */
const FIRST_RARE = 0x80;

/** Whether a UTF-16 unit is white space; no white space is made of two. */
export function isBlank(unit: number): boolean {
  if (unit < FIRST_RARE) return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d) || (unit >= 0x1c && unit <= 0x1f);
  return SPACE.test(String.fromCharCode(unit));
}

/** Place of the first unit from `at` on that is no white space; the text's length when there is none. */
export function skipBlanks(text: string, at: number): number {
  let to = at;
  while (to < text.length && isBlank(text.charCodeAt(to))) to++;
  return to;
}

/** Place behind the last unit before `end` that is no white space. */
export function skipBlanksBack(text: string, end: number): number {
  let to = end;
  while (to > 0 && isBlank(text.charCodeAt(to - 1))) to--;
  return to;
}
