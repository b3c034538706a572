/** Organizations with accounts with events, each behind a URL of its own, and a tap for them of three levels. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AccountEvent {
  readonly id: number;
  readonly at: string;
}

export class AccountsApi {
  /** Path and query of each request. */
  readonly requests: string[] = [];
  readonly organizations = new Map<string, { updated: string; accounts: Map<string, AccountEvent[]> }>();
  /** Milliseconds before each answer. */
  latencyMs = 0;
  /** Requests that are one too many; they are answered with 429 and a wait of a minute. */
  refuses: (request: string) => boolean = () => false;
  /** Requests under way at once, at the most. */
  peak = 0;
  #underWay = 0;
  #server: Server | null = null;

  get url(): string {
    return `http://127.0.0.1:${(this.#server?.address() as AddressInfo).port}`;
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', this.url);
      this.requests.push(`${url.pathname}${url.search}`);
      this.peak = Math.max(this.peak, ++this.#underWay);
      setTimeout(() => {
        this.#underWay--;
        response.setHeader('Content-Type', 'application/json');
        if (this.refuses(`${url.pathname}${url.search}`))
          return void response.writeHead(429, { 'Retry-After': '60' }).end('{}');
        response.end(JSON.stringify(this.#content(url)));
      }, this.latencyMs);
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  /** Events of an account; the organization and the account are made when they are not there. */
  add(organization: string, account: string, updated: string, events: readonly AccountEvent[]): void {
    const found = this.organizations.get(organization) ?? { updated, accounts: new Map<string, AccountEvent[]>() };
    found.updated = updated;
    found.accounts.set(account, [...(found.accounts.get(account) ?? []), ...events]);
    this.organizations.set(organization, found);
  }

  #content({ pathname, searchParams }: URL): unknown {
    const [, , organization = '', , account] = pathname.split('/').map(decodeURIComponent);
    const offset = Number(searchParams.get('offset') ?? 0);
    const page = <Item>(items: readonly Item[]): readonly Item[] => items.slice(offset, offset + PAGE);
    const since = searchParams.get('since') ?? '';
    if (organization === '')
      return page(
        [...this.organizations].map(([id, { updated }]) => ({ id, updated })).filter(({ updated }) => updated >= since),
      );
    const accounts = this.organizations.get(organization)?.accounts ?? new Map<string, AccountEvent[]>();
    if (account === undefined) return page([...accounts.keys()].map((id) => ({ id })));
    return page((accounts.get(account) ?? []).filter(({ at }) => at >= since));
  }
}

const PAGE = 50;

/** `options`: members of the class of the events, as TypeScript. */
export function accountsTap(options = ''): string {
  return `
import { BaseOffsetPaginator, RestStream, Tap, type Context, type PageToken, type Params, type SdkRecord } from 'meltemi/sdk';

abstract class ApiStream extends RestStream<{ api_url: string }> {
  get urlBase(): string {
    return this.config.api_url;
  }
  getNewPaginator() {
    return new BaseOffsetPaginator(0, ${PAGE});
  }
  getUrlParams(context: Context | null, offset: PageToken): Params {
    return { offset, since: this.replicationKey === null ? null : this.getStartingReplicationKeyValue(context) };
  }
}

class Organizations extends ApiStream {
  name = 'organizations';
  path = '/organizations';
  primaryKeys = ['id'];
  replicationKey = 'updated';
  schema = { properties: { id: { type: 'string' }, updated: { type: 'string', format: 'date-time' } } };
  getChildContext(record: SdkRecord): Context {
    return { organization: record.id };
  }
}

class Accounts extends ApiStream {
  name = 'accounts';
  path = '/organizations/{organization}/accounts';
  parentStream = Organizations;
  primaryKeys = ['organization', 'id'];
  schema = { properties: { organization: { type: 'string' }, id: { type: 'string' } } };
  getChildContext(record: SdkRecord, context: Context | null): Context {
    return { ...context, account: record.id };
  }
}

class Events extends ApiStream {
  name = 'events';
  path = '/organizations/{organization}/accounts/{account}';
  parentStream = Accounts;
  primaryKeys = ['organization', 'account', 'id'];
  replicationKey = 'at';
  schema = { properties: {
    organization: { type: 'string' }, account: { type: 'string' }, id: { type: 'integer' },
    at: { type: 'string', format: 'date-time' },
  } };
  ${options}
}

export default class TapAccounts extends Tap<{ api_url: string }> {
  name = 'tap-accounts';
  configSchema = { api_url: { type: 'string', required: true }, start_date: { type: 'string' } } as const;
  discoverStreams() {
    return [new Organizations(this), new Accounts(this), new Events(this)];
  }
}
`;
}
