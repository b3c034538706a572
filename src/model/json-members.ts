/** Where the members of an object stand in a JSON text: what a parsed value no longer tells, the digits of a number say. */

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const BLANK = 0x20;

/** Gets a member's name and where its value begins; answers where that is over (`valueEnd`). */
export type Visit = (key: string, from: number) => number;

/** `text`: known to be JSON, with an object at `at`. Answers where that is over. A name that comes twice is visited twice. */
export function eachMember(text: string, at: number, visit: Visit): number {
  let i = skipBlanks(text, at + 1);
  while (text.charCodeAt(i) !== CLOSE_BRACE) {
    const keyEnd = stringEnd(text, i);
    const raw = text.slice(i + 1, keyEnd - 1);
    const from = skipBlanks(text, skipBlanks(text, keyEnd) + 1);
    const to = visit(raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw, from);
    i = skipBlanks(text, to);
    if (text.charCodeAt(i) === COMMA) i = skipBlanks(text, i + 1);
  }
  return i + 1;
}

/** Where the string that begins at a quote is over. */
export function stringEnd(text: string, quote: number): number {
  for (let end = text.indexOf('"', quote + 1); ; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return end + 1;
  }
}

/** Where the value that begins at `from` is over. */
export function valueEnd(text: string, from: number): number {
  const first = text.charCodeAt(from);
  if (first === QUOTE) return stringEnd(text, from);
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return nestedEnd(text, from);
  let i = from;
  for (let code = first; isWithinWord(code); code = text.charCodeAt(++i));
  return i;
}

/** Of `true`, `false`, `null` and numbers; past the end of the text it is not. */
function isWithinWord(code: number): boolean {
  return code > BLANK && code !== COMMA && code !== CLOSE_BRACE && code !== CLOSE_BRACKET;
}

function nestedEnd(text: string, from: number): number {
  let depth = 0;
  for (let i = from; ;) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) {
      i = stringEnd(text, i);
      continue;
    }
    if (code === OPEN_BRACE || code === OPEN_BRACKET) depth++;
    else if ((code === CLOSE_BRACE || code === CLOSE_BRACKET) && --depth === 0) return i + 1;
    i++;
  }
}

function skipBlanks(text: string, at: number): number {
  let i = at;
  while (text.charCodeAt(i) <= BLANK) i++;
  return i;
}
