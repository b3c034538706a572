/** What a server answered, read whole. */
import { MeltemiError } from '../../model/errors';
import type { JsonValue } from '../../model/json';
import { parseByValue } from '../../model/lossless-json';

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

  /** Throws `SourceRejected` for a body that is not JSON. Numbers that a double cannot hold are kept as `{"$number": text}`. */
  json(): JsonValue {
    this.#json ??= { value: this.parse() };
    return this.#json.value;
  }

  private parse(): JsonValue {
    try {
      return parseByValue(this.text);
    } catch (error) {
      const type = this.header('content-type') ?? 'no content type';
      throw new MeltemiError(
        'SourceRejected',
        `The answer for path ${this.path} has status ${this.status} and is not JSON (${type}, ${this.text.length} characters).`,
        'Look at what the API says for this request: it may ask for a login, or be down behind a proxy.',
        { cause: error },
      );
    }
  }
}
