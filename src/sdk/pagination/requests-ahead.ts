/** Sends the requests of the pages that come before they are asked for, some at a time, and hands out the answers in order. */
import type { Response } from '../http/response';
import type { BaseAPIPaginator, PageToken } from './paginator';

interface Waiting {
  readonly token: PageToken;
  readonly response: Promise<Response>;
}

export class RequestsAhead {
  readonly #given: AbortController;
  #waiting: Waiting[] = [];

  constructor(
    private readonly limit: number,
    signal: AbortSignal,
    private readonly paginator: BaseAPIPaginator,
    private readonly send: (token: PageToken, signal: AbortSignal) => Promise<Response>,
  ) {
    this.#given = new AbortController();
    signal.addEventListener('abort', () => this.#given.abort(signal.reason), {
      once: true,
      signal: this.#given.signal,
    });
  }

  /** The answer for the paginator's current token. */
  async next(): Promise<Response> {
    const wanted = this.paginator.currentValue;
    // A paginator that goes elsewhere than was thought: what was asked for is of no use.
    if (this.#waiting[0] !== undefined && this.#waiting[0].token !== wanted) this.#waiting = [];
    if (this.#waiting.length === 0) this.#ask(wanted);
    for (
      let last = this.#waiting.at(-1);
      last !== undefined && this.#waiting.length < this.limit;
      last = this.#waiting.at(-1)
    ) {
      const token = this.paginator.getAhead(last.token);
      if (token === null) break;
      this.#ask(token);
    }
    const first = this.#waiting.shift();
    if (first === undefined) throw new Error('no request was sent');
    return first.response;
  }

  /** Ends what is still under way. */
  giveUp(): void {
    this.#waiting = [];
    this.#given.abort();
  }

  #ask(token: PageToken): void {
    const response = this.send(token, this.#given.signal);
    // An error is told to whoever asks for this page, if anybody does.
    response.catch(() => undefined);
    this.#waiting.push({ token, response });
  }
}
