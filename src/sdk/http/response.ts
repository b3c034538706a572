/** What a server answered, read whole. */
import { MeltemiError } from '../../model/errors';
import type { JsonValue } from '../../model/json';
import { parseByValue } from '../../model/lossless-json';
import { isCutOff } from './cut-off';

/** Header values by lower-case name; several of one name are joined by a comma. */
export type HeaderValues = Readonly<Record<string, string>>;

export class Response {
  #json: { readonly value: JsonValue } | null = null;

  constructor(
    /** Of the request that was answered, behind redirects; without its query, which may hold a key. */
    readonly path: string,
    readonly status: number,
    readonly reason: string,
    readonly headers: HeaderValues,
    readonly text: string,
  ) {}

  /** A header by its name in any case. */
  header(name: string): string | null {
    return this.headers[name.toLowerCase()] ?? null;
  }

  /** Throws `SourceUnavailable` for JSON that is cut off, `SourceRejected` for a body that is not JSON. Numbers that a double cannot hold are kept as `{"$number": text}`. */
  json(): JsonValue {
    this.#json ??= { value: this.parse() };
    return this.#json.value;
  }

  /** Throws as `json` does when the body begins as JSON and is cut off: the request is tried again. */
  checkWhole(): void {
    if (this.status < 200 || this.status >= 300 || !/^\s*[[{]/.test(this.text)) return;
    try {
      this.json();
    } catch (error) {
      if (error instanceof MeltemiError && error.recovery === 'retry') throw error;
    }
  }

  private parse(): JsonValue {
    try {
      return parseByValue(this.text);
    } catch (error) {
      if (isCutOff(this.text))
        throw new MeltemiError(
          'SourceUnavailable',
          `The answer for path ${this.path} is cut off after ${this.text.length} characters.`,
          'It is tried again by itself; if it stays, look at the server.',
          { cause: error },
        );
      const type = this.header('content-type') ?? 'no content type';
      throw new MeltemiError(
        'SourceRejected',
        `The answer for path ${this.path} has status ${this.status} and is not JSON (${type}, ${this.text.length} characters${/^\s*<(!doctype|html)/i.test(this.text) ? ', a page of HTML' : ''}).`,
        'Look at what the API says for this request: it may ask for a login, or be down behind a proxy.',
        { cause: error },
      );
    }
  }
}
