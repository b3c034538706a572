/** Cuts one record out of CSV text. The rules are those of Python's `csv.reader`; a quote that is never closed is always an error. */
import type { Dialect } from './dialect';

export interface CsvRecord {
  readonly fields: readonly string[];
  /** Behind the line end. */
  readonly end: number;
  /** Line ends in it. */
  readonly newlines: number;
}

/** What is wrong with a record; `newlines` before the place. */
export class BrokenRecord extends Error {
  constructor(
    message: string,
    readonly newlines: number,
  ) {
    super(message);
  }
}

/** Null: the text ends before the record does. `isLast`: the file ends with the text. Throws `BrokenRecord`. */
export function csvRecord(text: string, start: number, isLast: boolean, dialect: Dialect): CsvRecord | null {
  const newline = text.indexOf('\n', start);
  if (newline < 0 && !isLast) return null;
  const lineEnd = newline < 0 ? text.length : newline;
  const end = newline < 0 ? text.length : newline + 1;
  const line = text.slice(start, text[lineEnd - 1] === '\r' && lineEnd > start ? lineEnd - 1 : lineEnd);
  const isPlain = !(
    (dialect.quote !== null && line.includes(dialect.quote)) ||
    (dialect.escape !== null && line.includes(dialect.escape)) ||
    dialect.skipInitialSpace
  );
  if (isPlain) {
    const fields = line === '' ? [] : line.split(dialect.delimiter);
    return { fields, end, newlines: newline < 0 ? 0 : 1 };
  }
  return new RecordParser(text, start, isLast, dialect).parse();
}

class RecordParser {
  readonly #fields: string[] = [];
  #at: number;
  #newlines = 0;

  constructor(
    private readonly text: string,
    private readonly start: number,
    private readonly isLast: boolean,
    private readonly dialect: Dialect,
  ) {
    this.#at = start;
  }

  parse(): CsvRecord | null {
    for (;;) {
      if (this.dialect.skipInitialSpace) while (this.text[this.#at] === ' ') this.#at += 1;
      const field = this.text[this.#at] === this.dialect.quote ? this.#quoted() : this.#bare('');
      if (field === null) return null;
      this.#fields.push(field);
      if (this.text[this.#at] === this.dialect.delimiter) {
        this.#at += 1;
        continue;
      }
      return this.#ended();
    }
  }

  /** At a line end or the end of the file. */
  #ended(): CsvRecord | null {
    if (this.text[this.#at] === '\r') this.#at += 1;
    if (this.#at >= this.text.length) {
      // A line feed may follow in the next piece.
      if (!this.isLast) return null;
    } else {
      this.#at += 1;
      this.#newlines += 1;
    }
    // Blanks alone are no record; a pair of quotes is.
    const isBlank = this.#fields.length === 1 && this.text.slice(this.start, this.#at).trim() === '';
    return { fields: isBlank ? [] : this.#fields, end: this.#at, newlines: this.#newlines };
  }

  /** From here to a delimiter or line end, behind `before`. Null: the text ends. */
  #bare(before: string): string | null {
    const { delimiter, escape } = this.dialect;
    let field = before;
    let from = this.#at;
    for (let at = from; ; at += 1) {
      const character = this.text[at];
      if (character === undefined) {
        if (!this.isLast) return null;
        this.#at = at;
        return field + this.text.slice(from, at);
      }
      if (character === delimiter || character === '\n' || (character === '\r' && this.#isLineEnd(at))) {
        this.#at = at;
        return field + this.text.slice(from, at);
      }
      if (character !== escape) continue;
      field += this.text.slice(from, at);
      from = at + 1;
      at += 1;
      if (this.text[at] === '\n') this.#newlines += 1;
    }
  }

  #isLineEnd(at: number): boolean {
    return at + 1 >= this.text.length || this.text[at + 1] === '\n';
  }

  #quoted(): string | null {
    const { quote, escape, doubleQuote } = this.dialect;
    let field = '';
    let from = this.#at + 1;
    for (;;) {
      const at = this.#nextOf(quote ?? '', escape, from);
      if (at < 0) {
        if (!this.isLast) return null;
        throw new BrokenRecord('a quote is opened here and never closed.', 0);
      }
      field += this.#counted(from, at);
      if (this.text[at] === escape && (escape !== quote || !doubleQuote)) {
        if (at + 1 >= this.text.length && !this.isLast) return null;
        field += this.#counted(at + 1, at + 2);
        from = at + 2;
      } else if (doubleQuote && this.text[at + 1] === quote) {
        field += quote ?? '';
        from = at + 2;
      } else if (at + 1 >= this.text.length && !this.isLast) {
        return null;
      } else {
        return this.#closed(field, at + 1);
      }
    }
  }

  /** Behind a closing quote. */
  #closed(field: string, at: number): string | null {
    this.#at = at;
    const character = this.text[at];
    const isEnd = character === undefined || character === '\n' || (character === '\r' && this.#isLineEnd(at));
    if (isEnd || character === this.dialect.delimiter) return field;
    if (this.dialect.strict)
      throw new BrokenRecord('text stands behind a closing quote, where a delimiter should be.', this.#newlines);
    return this.#bare(field);
  }

  #nextOf(quote: string, escape: string | null, from: number): number {
    const atQuote = this.text.indexOf(quote, from);
    if (escape === null) return atQuote;
    const atEscape = this.text.indexOf(escape, from);
    return atEscape >= 0 && (atQuote < 0 || atEscape < atQuote) ? atEscape : atQuote;
  }

  #counted(from: number, to: number): string {
    const part = this.text.slice(from, to);
    for (let at = part.indexOf('\n'); at >= 0; at = part.indexOf('\n', at + 1)) this.#newlines += 1;
    return part;
  }
}
