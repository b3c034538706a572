/** Splits a text into words the way a POSIX shell does: quotes and backslashes count, nothing is expanded. */

/** Null: a quote is not closed, or the text ends in a backslash. */
export function shellWords(text: string): readonly string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let rest = text;
  for (;;) {
    rest = word === null ? rest.trimStart() : rest;
    if (rest === '') break;
    const piece = PIECE.exec(rest);
    if (piece === null) {
      if (!/^\s/.test(rest)) return null;
      if (word !== null) words.push(word);
      word = null;
      continue;
    }
    const [whole, single, double, escaped, plain] = piece;
    word = (word ?? '') + (single ?? double?.replace(/\\(["\\])/g, '$1') ?? escaped ?? plain ?? '');
    rest = rest.slice(whole.length);
  }
  return word === null ? words : [...words, word];
}

const PIECE = /^(?:'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|\\([\s\S])|([^\s'"\\]+))/;
