/** A small HTTP API as many have one: users by offset with a filter on their change, accounts by page token, events of an account by POST. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ShopUser {
  readonly id: number;
  readonly name: string;
  readonly balance: string;
  readonly updated: string;
}

export class ShopApi {
  readonly users: ShopUser[] = [];
  /** Path and query, or body of a POST, of each request. */
  readonly requests: string[] = [];
  /** Milliseconds before each answer. */
  latencyMs = 0;
  /** Answered in place of the next ones. */
  readonly failures: { readonly status: number; readonly headers?: Readonly<Record<string, string>> }[] = [];
  /** Until then, in milliseconds since 1970, each request is one too many. */
  refusedUntilMs = 0;
  refusals = 0;
  #server: Server | null = null;

  constructor(
    readonly accounts: readonly string[],
    readonly eventsPerAccount: number,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${(this.#server?.address() as AddressInfo).port}`;
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response));
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  addUsers(count: number, minute: number): void {
    for (let i = 0; i < count; i++) {
      const id = this.users.length + 1;
      const updated = `2026-01-01T00:${String(minute).padStart(2, '0')}:${String(id % 60).padStart(2, '0')}Z`;
      this.users.push({ id, name: `user ${id}`, balance: `12345678901234567.${id % 10}1`, updated });
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const body = await bodyOf(request);
    this.requests.push(body === '' ? `${url.pathname}${url.search}` : `${url.pathname} ${body}`);
    await new Promise((resolve) => setTimeout(resolve, this.latencyMs));
    const waitMs = this.refusedUntilMs - Date.now();
    if (waitMs > 0) {
      this.refusals++;
      response.writeHead(429, { 'Retry-After': String(Math.ceil(waitMs / 1000)) }).end('{"error":"too many"}');
      return;
    }
    const failure = this.failures.shift();
    if (failure !== undefined) return void response.writeHead(failure.status, failure.headers).end('{}');
    if (request.headers.authorization !== 'Bearer shop-secret') return void response.writeHead(401).end('{}');
    response.setHeader('Content-Type', 'application/json');
    response.end(this.#content(url, body));
  }

  #content({ pathname, searchParams }: URL, body: string): string {
    if (pathname === '/users') {
      const since = searchParams.get('since') ?? '';
      const offset = Number(searchParams.get('offset'));
      const found = this.users
        .filter(({ updated }) => updated >= since)
        .slice(offset, offset + Number(searchParams.get('limit')));
      // The balance is a number that no double holds.
      return `{"data":[${found.map((user) => JSON.stringify(user).replace(/"balance":"([\d.]+)"/, '"balance":$1')).join(',')}]}`;
    }
    if (pathname === '/accounts') {
      const at = Number(searchParams.get('cursor') ?? 0);
      const next = at + 2 < this.accounts.length ? String(at + 2) : null;
      return JSON.stringify({ items: this.accounts.slice(at, at + 2).map((name) => ({ name })), next });
    }
    const { account_id: account, offset } = JSON.parse(body) as { account_id: string; offset: number };
    const events = Array.from({ length: this.eventsPerAccount }, (_, i) => ({
      id: `${account}/${i}`,
      at: 1_700_000_000_000 + i,
    }));
    return JSON.stringify({ events: events.slice(offset, offset + 2) });
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** A tap for it, as an author writes it. */
export const SHOP_TAP = `
import {
  BaseOffsetPaginator, BearerTokenAuthenticator, RestStream, Tap,
  type Authenticator, type Context, type PageToken, type Params, type SdkRecord,
} from 'meltemi/sdk';

type Config = { api_url: string; token: string; page_size: number };

abstract class ShopStream extends RestStream<Config> {
  get urlBase(): string {
    return this.config.api_url;
  }
  override get authenticator(): Authenticator {
    return new BearerTokenAuthenticator(this.config.token);
  }
}

class Users extends ShopStream {
  name = 'users';
  path = '/users';
  primaryKeys = ['id'];
  replicationKey = 'updated';
  recordsJsonpath = '$.data[*]';
  schema = { properties: {
    id: { type: 'integer' }, name: { type: 'string' }, balance: { type: 'number' },
    updated: { type: 'string', format: 'date-time' },
  } };
  getNewPaginator() {
    return new BaseOffsetPaginator(0, this.config.page_size);
  }
  getUrlParams(context: Context | null, token: PageToken): Params {
    return { limit: this.config.page_size, offset: token, since: this.getStartingReplicationKeyValue(context) };
  }
}

class Accounts extends ShopStream {
  name = 'accounts';
  path = '/accounts';
  primaryKeys = ['name'];
  recordsJsonpath = '$.items[*]';
  nextPageTokenJsonpath = '$.next';
  schema = { properties: { name: { type: 'string' } } };
  getUrlParams(_context: Context | null, token: PageToken): Params {
    return { cursor: token };
  }
  getChildContext(record: SdkRecord): Context {
    return { account_id: record.name };
  }
}

class Events extends ShopStream {
  name = 'events';
  path = '/events';
  httpMethod = 'POST' as const;
  parentStream = Accounts;
  primaryKeys = ['id'];
  recordsJsonpath = '$.events[*]';
  schema = { properties: { id: { type: 'string' }, at: { type: 'integer' }, account_id: { type: 'string' } } };
  getNewPaginator() {
    return new BaseOffsetPaginator(0, 2);
  }
  preparePayload(_context: Context | null, token: PageToken) {
    return { account_id: '{account_id}', offset: token };
  }
}

export default class TapShop extends Tap<Config> {
  name = 'tap-shop';
  configSchema = {
    api_url: { type: 'string', required: true },
    token: { type: 'string', required: true, secret: true },
    page_size: { type: 'integer', default: 10 },
  } as const;
  discoverStreams() {
    return [new Users(this), new Accounts(this), new Events(this)];
  }
}
`;
