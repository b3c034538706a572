/**
 * PostgreSQL's array literals, `{1,NULL,"a b",{...}}`, as nested lists of texts and back.
 * Source of the rules: PostgreSQL documentation, "Array Input and Output Syntax". Bounds (`[0:2]={...}`) are read over:
 * JSON has no place for them.
 */
export type ArrayItem = string | null | readonly ArrayItem[];

type Delimiter = ',' | ';';

/** Null when the text is not an array literal. */
export function parseArrayLiteral(text: string, delimiter: Delimiter): readonly ArrayItem[] | null {
  const start = text.startsWith('[') ? text.indexOf('=') + 1 : 0;
  if (text[start] !== '{') return null;
  const parser = new LiteralParser(text, start, delimiter);
  const items = parser.list();
  return items !== null && parser.at === text.length ? items : null;
}

export function formatArrayLiteral(items: readonly ArrayItem[], delimiter: Delimiter): string {
  return `{${items.map((item) => formatItem(item, delimiter)).join(delimiter)}}`;
}

function formatItem(item: ArrayItem, delimiter: Delimiter): string {
  if (item === null) return 'NULL';
  if (typeof item !== 'string') return formatArrayLiteral(item, delimiter);
  const plain = item !== '' && !/[\s"\\{},;]/.test(item) && item.toUpperCase() !== 'NULL';
  return plain ? item : `"${item.replace(/["\\]/g, '\\$&')}"`;
}

class LiteralParser {
  constructor(
    private readonly text: string,
    public at: number,
    private readonly delimiter: Delimiter,
  ) {}

  /** `at` is on the opening brace; behind the closing one afterwards. */
  list(): readonly ArrayItem[] | null {
    const items: ArrayItem[] = [];
    this.at++;
    if (this.text[this.at] === '}') {
      this.at++;
      return items;
    }
    for (;;) {
      const item = this.item();
      if (item === undefined) return null;
      items.push(item);
      const next = this.text[this.at++];
      if (next === '}') return items;
      if (next !== this.delimiter) return null;
    }
  }

  private item(): ArrayItem | undefined {
    const first = this.text[this.at];
    if (first === '{') return this.list() ?? undefined;
    if (first === '"') return this.quoted();
    const start = this.at;
    while (this.at < this.text.length && this.text[this.at] !== '}' && this.text[this.at] !== this.delimiter) this.at++;
    const word = this.text.slice(start, this.at);
    return word === 'NULL' ? null : word;
  }

  private quoted(): string | undefined {
    let value = '';
    for (this.at++; this.at < this.text.length; this.at++) {
      const char = this.text[this.at];
      if (char === '"') {
        this.at++;
        return value;
      }
      if (char === '\\') this.at++;
      value += this.text[this.at] ?? '';
    }
    return undefined;
  }
}
