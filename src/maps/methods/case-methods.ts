/** Methods of texts that change or ask for upper and lower case. */
import { charactersOf } from '../values/code-points';
import { plain, type Method, type Methods } from './method';

const CASED = /[\p{Uppercase}\p{Lowercase}\p{Lt}]/u;
const IGNORABLE = /\p{Case_Ignorable}/u;
const UPPER = /\p{Uppercase}/u;
const LOWER = /\p{Lowercase}/u;
const TITLE = /\p{Lt}/u;

/** Letters whose title case is neither their upper case nor its first letter followed by lower ones. */
const TITLE_CASE: ReadonlyMap<string, string> = new Map([
  ['Ǆ', 'ǅ'], ['ǅ', 'ǅ'], ['ǆ', 'ǅ'], ['Ǉ', 'ǈ'], ['ǈ', 'ǈ'], ['ǉ', 'ǈ'],
  ['Ǌ', 'ǋ'], ['ǋ', 'ǋ'], ['ǌ', 'ǋ'], ['Ǳ', 'ǲ'], ['ǲ', 'ǲ'], ['ǳ', 'ǲ'], ['ŉ', 'ʼN'],
]); // prettier-ignore

/** The iota below a Greek vowel, which stays below in title case and becomes a letter in upper case. */
const IOTA_BELOW = '\u0345';
/** Georgian letters have upper case but no title case. */
const GEORGIAN = /^[\u10d0-\u10ff]$/;
/** Cherokee folds to its upper case, which was there first. */
const CHEROKEE = /^[\u13a0-\u13fd\uab70-\uabbf]$/;

/** `ß` becomes `Ss`, `ǆ` becomes `ǅ`. */
function titleLetter(char: string): string {
  const known = TITLE_CASE.get(char);
  if (known !== undefined) return known;
  if (GEORGIAN.test(char)) return char;
  const decomposed = char.normalize('NFD');
  if (decomposed.length > 1 && decomposed.includes(IOTA_BELOW)) {
    return (decomposed.charAt(0).toUpperCase() + decomposed.slice(1)).normalize('NFC');
  }
  const [first = '', ...rest] = charactersOf(char.toUpperCase());
  return first + rest.join('').toLowerCase();
}

/** A sigma at the end of a word has a lower case of its own. */
function lowerAt(characters: readonly string[], at: number): string {
  const char = characters[at] ?? '';
  if (char !== 'Σ') return char.toLowerCase();
  let before = at - 1;
  while (before >= 0 && IGNORABLE.test(characters[before] ?? '')) before--;
  let behind = at + 1;
  while (behind < characters.length && IGNORABLE.test(characters[behind] ?? '')) behind++;
  return CASED.test(characters[before] ?? '') && !CASED.test(characters[behind] ?? '') ? 'ς' : 'σ';
}

/** A letter behind another letter is lower, others are title case. */
function title(text: string): string {
  let previousCased = false;
  const changed = charactersOf(text).map((char, at, characters) => {
    const letter = previousCased ? lowerAt(characters, at) : titleLetter(char);
    previousCased = CASED.test(char);
    return letter;
  });
  return changed.join('');
}

function capitalize(text: string): string {
  return charactersOf(text)
    .map((char, at, characters) => (at === 0 ? titleLetter(char) : lowerAt(characters, at)))
    .join('');
}

function swapCase(text: string): string {
  return charactersOf(text)
    .map((char, at, characters) => {
      if (UPPER.test(char)) return lowerAt(characters, at);
      return LOWER.test(char) ? char.toUpperCase() : char;
    })
    .join('');
}

/** Up and down again brings together what only differs in case: `ß`, `ẞ` and `SS`, `ς` and `σ`. */
function caseFold(text: string): string {
  return charactersOf(text)
    .map((char) => {
      if (char === 'ı') return char;
      if (CHEROKEE.test(char)) return char.toUpperCase();
      return char.toLowerCase().toUpperCase().toLowerCase();
    })
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
  ['upper', plain((self) => self.toUpperCase())],
  ['lower', plain((self) => self.toLowerCase())],
  ['title', plain(title)],
  ['capitalize', plain(capitalize)],
  ['swapcase', plain(swapCase)],
  ['casefold', plain(caseFold)],
  ['isupper', plain((self) => allCased(self, UPPER))],
  ['islower', plain((self) => allCased(self, LOWER))],
  ['istitle', plain(isTitle)],
]);
