/** Where a text stops being JSON (RFC 8259): the parser of Node names the place for some mistakes only. */

const BLANKS = /[ \t\n\r]*/y;
const TEXT = String.raw`"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"`;
const NAME = new RegExp(TEXT, 'y');
const SCALAR = new RegExp(String.raw`${TEXT}|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null`, 'y');

/** Line and column of the first mistake, both from 1; null for a text that is JSON. */
export function jsonMistake(text: string): { readonly line: number; readonly column: number } | null {
  const offset = new Scanner(text).mistake();
  if (offset === null) return null;
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

class Scanner {
  #at = 0;

  constructor(private readonly text: string) {}

  mistake(): number | null {
    const isWhole = this.#value() && this.#blanks() && this.#at === this.text.length;
    return isWhole ? null : this.#at;
  }

  #value(): boolean {
    this.#blanks();
    if (this.#takes('{'))
      return this.#items('}', () => this.#matches(NAME) && this.#blanks() && this.#takes(':') && this.#value());
    if (this.#takes('[')) return this.#items(']', () => this.#value());
    return this.#matches(SCALAR);
  }

  /** What stands between brackets, the closing one included. */
  #items(end: string, item: () => boolean): boolean {
    this.#blanks();
    if (this.#takes(end)) return true;
    do {
      this.#blanks();
      if (!item()) return false;
      this.#blanks();
    } while (this.#takes(','));
    return this.#takes(end);
  }

  #blanks(): true {
    this.#matches(BLANKS);
    return true;
  }

  #takes(sign: string): boolean {
    const isHere = this.text[this.#at] === sign;
    if (isHere) this.#at++;
    return isHere;
  }

  #matches(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    const isHere = pattern.test(this.text);
    if (isHere) this.#at = pattern.lastIndex;
    return isHere;
  }
}
