/** Lists and mappings written as Python (`['a', True]`), which Meltano takes where it expects JSON. */
import type { JsonValue } from '../model/json';

const TOKEN =
  /\s*(?:('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|(True|False|None)|([[\]{}():,]))/y;
const WORDS: Readonly<Record<string, JsonValue>> = { True: true, False: false, None: null };
const CLOSING: Readonly<Record<string, string>> = { '[': ']', '(': ')', '{': '}' };
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\', "'": "'", '"': '"' };

type Token = { readonly value: JsonValue } | { readonly mark: string };

/** Undefined: not a literal of Python. */
export function parsePythonLiteral(text: string): JsonValue | undefined {
  const tokens = tokenize(text);
  if (tokens === null) return undefined;
  const reader = new Reader(tokens);
  const value = reader.value();
  return reader.atEnd() ? value : undefined;
}

function tokenize(text: string): readonly Token[] | null {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  for (let at = 0; at < end;) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) return null;
    at = TOKEN.lastIndex;
    const [, quoted, number, word, mark] = match;
    if (quoted !== undefined) tokens.push({ value: unquote(quoted) });
    else if (number !== undefined) tokens.push({ value: Number(number) });
    else if (word !== undefined) tokens.push({ value: WORDS[word] ?? null });
    else if (mark !== undefined) tokens.push({ mark });
  }
  return tokens;
}

function unquote(quoted: string): string {
  return quoted.slice(1, -1).replace(/\\(.)/gs, (whole, letter: string) => ESCAPES[letter] ?? whole);
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  atEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  value(): JsonValue | undefined {
    const token = this.#tokens[this.#at++];
    if (token === undefined) return undefined;
    if ('value' in token) return token.value;
    const closing = CLOSING[token.mark];
    if (closing === undefined) return undefined;
    return closing === '}' ? this.#mapping() : this.#list(closing);
  }

  #list(closing: string): JsonValue | undefined {
    const items: JsonValue[] = [];
    while (!this.#takes(closing)) {
      const item = this.value();
      if (item === undefined || !this.#separated(closing)) return undefined;
      items.push(item);
    }
    return items;
  }

  #mapping(): JsonValue | undefined {
    const entries: [string, JsonValue][] = [];
    while (!this.#takes('}')) {
      const key = this.value();
      const value = this.#takes(':') ? this.value() : undefined;
      if (typeof key !== 'string' || value === undefined || !this.#separated('}')) return undefined;
      entries.push([key, value]);
    }
    return Object.fromEntries(entries);
  }

  /** A comma, or the closing mark next (which stays). */
  #separated(closing: string): boolean {
    const token = this.#tokens[this.#at];
    return this.#takes(',') || (token !== undefined && 'mark' in token && token.mark === closing);
  }

  #takes(mark: string): boolean {
    const token = this.#tokens[this.#at];
    if (token === undefined || !('mark' in token) || token.mark !== mark) return false;
    this.#at++;
    return true;
  }
}
