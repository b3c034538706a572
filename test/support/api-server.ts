/** A local HTTP API for tests: one handler, JSON answers, what was asked is kept. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ApiRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body: unknown;
}

/** An answer that ends the handling of a request, thrown where a request is found wanting. */
export class Refusal extends Error {
  constructor(readonly answer: ApiAnswer) {
    super(JSON.stringify(answer.body));
  }
}

export abstract class ApiServer {
  /** Of all requests that were answered with 200, in order. */
  readonly accepted: ApiRequest[] = [];
  /** Of all others. */
  readonly refused: { readonly request: ApiRequest; readonly status: number }[] = [];
  #server: Server | null = null;

  /** Answers, or throws a `Refusal`. */
  protected abstract answer(request: ApiRequest): ApiAnswer;

  get url(): string {
    return `http://127.0.0.1:${(this.#server?.address() as AddressInfo).port}`;
  }

  async start(): Promise<void> {
    const server = createServer((message, response) => {
      void this.#handle(message).then(({ status, headers, body }) =>
        response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body)),
      );
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  async #handle(message: IncomingMessage): Promise<ApiAnswer> {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    const request: ApiRequest = {
      method: message.method ?? '',
      url: new URL(message.url ?? '/', this.url),
      headers: message.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    };
    const answer = this.#answered(request);
    if (answer.status === 200) this.accepted.push(request);
    else this.refused.push({ request, status: answer.status });
    return answer;
  }

  #answered(request: ApiRequest): ApiAnswer {
    try {
      return this.answer(request);
    } catch (error) {
      if (error instanceof Refusal) return error.answer;
      return { status: 500, body: { error: String(error) } };
    }
  }
}

/** So many requests in each window of time; the first window begins with the first request. */
export class RateLimit {
  #windowEnd = 0;
  #used = 0;

  constructor(
    /** Requests. */
    readonly limit: number,
    readonly windowSeconds: number,
    /** Requests of others in the first window. */
    private others = 0,
  ) {}

  /** Seconds since 1970 at which the window ends. */
  get resetSeconds(): number {
    return Math.ceil(this.#windowEnd / 1000);
  }

  get remaining(): number {
    return Math.max(0, this.limit - this.#used);
  }

  /** Takes a request into account; false: it is one too many. */
  take(nowMs: number): boolean {
    if (nowMs >= this.#windowEnd) {
      // Whole seconds, as what is told of it.
      this.#windowEnd = (Math.floor(nowMs / 1000) + this.windowSeconds) * 1000;
      this.#used = this.others;
      this.others = 0;
    }
    this.#used++;
    return this.#used <= this.limit;
  }
}
