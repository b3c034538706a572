/** The contract of pagination, with the Singer SDK's names in camel case. */
import type { JsonValue } from '../../model/json';
import type { Response } from '../http/response';
import { circle } from './loop-watch';

/** Where the next request goes on: null for the first. A URL is its text, so that it can be kept between two runs. */
export type PageToken = JsonValue;

export abstract class BaseAPIPaginator<Token extends PageToken = PageToken> {
  #value: Token;
  #finished = false;
  #count = 0;

  constructor(readonly startValue: Token) {
    this.#value = startValue;
  }

  /** The token of the request that comes next. */
  get currentValue(): Token {
    return this.#value;
  }

  get finished(): boolean {
    return this.#finished;
  }

  /** Pages seen. */
  get count(): number {
    return this.#count;
  }

  /** Goes on where another paginator of the same kind was. */
  resumeAt(token: Token): void {
    this.#value = token;
  }

  /** Takes the answer to the current request. Throws `SourceRejected` when the next page would be the same one again. */
  advance(response: Response): void {
    this.#count++;
    if (!this.hasMore(response)) {
      this.#finished = true;
      return;
    }
    const next = this.getNext(response);
    if (isNothing(next)) {
      this.#finished = true;
      return;
    }
    if (JSON.stringify(next) === JSON.stringify(this.#value)) throw circle(next, 'of the page just read');
    this.#value = next as Token;
  }

  finish(): void {
    this.#finished = true;
  }

  /** Override for an API that says whether there is more. */
  hasMore(response: Response): boolean {
    void response;
    return true;
  }

  /** Override to go on behind a page without records. */
  continueIfEmpty(response: Response): boolean {
    void response;
    return false;
  }

  /** The token of the page behind `token` where no answer is needed to know it; null where one is. */
  getAhead(token: Token): Token | null {
    void token;
    return null;
  }

  /** The token of the next page; null, an empty text, 0 or false when there is none. */
  abstract getNext(response: Response): Token | null;
}

function isNothing(token: PageToken): boolean {
  return token === null || token === '' || token === 0 || token === false;
}
