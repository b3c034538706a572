/** Methods of texts that change or ask for upper and lower case. */
import { charactersOf } from '../values/code-points';
import type { Method, Methods } from './method';

const CASED = /[\p{Uppercase}\p{Lowercase}\p{Lt}]/u;
const UPPER = /\p{Uppercase}/u;
const LOWER = /\p{Lowercase}/u;
const TITLE = /\p{Lt}/u;

/** Letters whose title case is a letter of its own; JavaScript only knows their upper case. */
const TITLE_CASE: ReadonlyMap<string, string> = new Map([
  ['Ǆ', 'ǅ'], ['ǅ', 'ǅ'], ['ǆ', 'ǅ'], ['Ǉ', 'ǈ'], ['ǈ', 'ǈ'], ['ǉ', 'ǈ'],
  ['Ǌ', 'ǋ'], ['ǋ', 'ǋ'], ['ǌ', 'ǋ'], ['Ǳ', 'ǲ'], ['ǲ', 'ǲ'], ['ǳ', 'ǲ'],
]); // prettier-ignore

/** What JavaScript's lower case leaves of casefolding: letters that fold into others. */
const FOLDS: ReadonlyMap<string, string> = new Map([['ß', 'ss'], ['ẞ', 'ss'], ['ς', 'σ'], ['ſ', 's'], ['ŉ', 'ʼn']]); // prettier-ignore

/** `ß` becomes `Ss`, `ǆ` becomes `ǅ`. */
function titleLetter(char: string): string {
  const known = TITLE_CASE.get(char);
  if (known !== undefined) return known;
  const [first = '', ...rest] = charactersOf(char.toUpperCase());
  return first + rest.join('').toLowerCase();
}

/** A letter behind another letter is lower, others are title case. A letter alone has no context for final sigma. */
function title(text: string): string {
  let previousCased = false;
  const characters = charactersOf(text).map((char) => {
    const changed = previousCased ? char.toLowerCase() : titleLetter(char);
    previousCased = CASED.test(char);
    return changed;
  });
  return characters.join('');
}

function capitalize(text: string): string {
  const [first = '', ...rest] = charactersOf(text);
  return titleLetter(first) + rest.join('').toLowerCase();
}

function swapCase(text: string): string {
  return charactersOf(text)
    .map((char) => (UPPER.test(char) ? char.toLowerCase() : LOWER.test(char) ? char.toUpperCase() : char))
    .join('');
}

function caseFold(text: string): string {
  return charactersOf(text.toLowerCase())
    .map((char) => FOLDS.get(char) ?? char)
    .join('');
}

/** Every cased character is of `wanted`, and there is one. */
function allCased(text: string, wanted: RegExp): boolean {
  const cased = charactersOf(text).filter((char) => CASED.test(char));
  return cased.length > 0 && cased.every((char) => wanted.test(char));
}

function isTitle(text: string): boolean {
  let previousCased = false;
  let any = false;
  for (const char of charactersOf(text)) {
    const starts = UPPER.test(char) || TITLE.test(char);
    if (starts && previousCased) return false;
    if (!starts && LOWER.test(char) && !previousCased) return false;
    previousCased = CASED.test(char);
    any ||= previousCased;
  }
  return any;
}

export const CASE_METHODS: Methods<string> = new Map<string, Method<string>>([
  ['upper', (self) => self.toUpperCase()],
  ['lower', (self) => self.toLowerCase()],
  ['title', title],
  ['capitalize', capitalize],
  ['swapcase', swapCase],
  ['casefold', caseFold],
  ['isupper', (self) => allCased(self, UPPER)],
  ['islower', (self) => allCased(self, LOWER)],
  ['istitle', isTitle],
]);
