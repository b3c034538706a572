/** GitHub's REST API as far as issues and their comments go: Link headers, `since` that counts, 401 without the token, rate limits. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Issue {
  readonly id: number;
  readonly number: number;
  readonly title: string;
  readonly state: 'open' | 'closed';
  readonly updated_at: string;
}

interface Comment {
  readonly id: number;
  readonly updated_at: string;
  readonly body: string;
}

/** Of `per_page` when nothing is said, and at the most: GitHub's. */
const PER_PAGE = 30;
const MAX_PER_PAGE = 100;
const REPOSITORY = '/repos/octo/hello';
const HOURLY_LIMIT = 5000;
/** 2026-01-01, in milliseconds: issue n is created n seconds later. */
const CREATED = Date.UTC(2026, 0, 1);

export class GitHubApi {
  readonly token = 'ghp_of-the-test';
  /** Path and query of each request that had the token. */
  readonly requests: string[] = [];
  remaining = HOURLY_LIMIT;
  readonly #issues = new Map<number, Issue>();
  readonly #comments = new Map<number, Comment[]>();
  #server: Server | null = null;

  get url(): string {
    return `http://127.0.0.1:${(this.#server?.address() as AddressInfo).port}`;
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => this.#answer(request, response));
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  /** Makes or changes an issue; every third one is closed. */
  put(number: number, title: string, updatedAt: string): void {
    const state = number % 3 === 0 ? 'closed' : 'open';
    this.#issues.set(number, { id: 1000 + number, number, title, state, updated_at: updatedAt });
  }

  /** A comment changes its issue, too. */
  comment(number: number, id: number, body: string, updatedAt: string): void {
    this.#comments.set(number, [...(this.#comments.get(number) ?? []), { id, body, updated_at: updatedAt }]);
    const issue = this.#issues.get(number);
    if (issue !== undefined) this.put(number, issue.title, updatedAt);
  }

  #answer({ url, headers }: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(url ?? '/', this.url);
    const say = (status: number, body: unknown): void => {
      response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
    };
    if (headers['user-agent'] === undefined) return say(403, { message: 'Request forbidden by administrative rules.' });
    response.setHeader('X-RateLimit-Limit', HOURLY_LIMIT);
    response.setHeader('X-RateLimit-Remaining', --this.remaining);
    response.setHeader('X-RateLimit-Reset', Math.ceil(Date.now() / 1000) + 3600);
    response.setHeader('X-RateLimit-Resource', 'core');
    if (headers.authorization !== `Bearer ${this.token}`) return say(401, { message: 'Bad credentials' });
    this.requests.push(url ?? '');
    const found = this.#found(pathname, searchParams);
    if (found === null) return say(404, { message: 'Not Found' });
    const since = searchParams.get('since');
    const newer = found.filter(({ updated_at: at }) => since === null || Date.parse(at) >= Date.parse(since));
    const perPage = Math.min(Number(searchParams.get('per_page') ?? PER_PAGE), MAX_PER_PAGE);
    const page = Number(searchParams.get('page') ?? 1);
    const pages = Math.ceil(newer.length / perPage);
    if (pages > 1) response.setHeader('Link', this.#links(new URL(url ?? '/', this.url), page, pages));
    say(200, newer.slice((page - 1) * perPage, page * perPage));
  }

  /** Null: there is no such path. */
  #found(pathname: string, params: URLSearchParams): readonly (Issue | Comment)[] | null {
    const state = params.get('state') ?? 'open';
    if (pathname === `${REPOSITORY}/issues`) {
      const issues = [...this.#issues.values()].filter((issue) => state === 'all' || issue.state === state);
      const key = ({ number, updated_at: at }: Issue): string =>
        params.get('sort') === 'updated' ? at : String(number).padStart(9, '0');
      const sorted = issues.sort((a, b) => (key(a) < key(b) ? -1 : 1));
      return (params.get('direction') === 'asc' ? sorted : sorted.reverse()).map(whole);
    }
    const [, number] = /^\/repos\/octo\/hello\/issues\/(\d+)\/comments$/.exec(pathname) ?? [];
    if (number === undefined || !this.#issues.has(Number(number))) return null;
    return (this.#comments.get(Number(number)) ?? []).map(whole);
  }

  #links(here: URL, page: number, pages: number): string {
    const at = (number: number): string => {
      here.searchParams.set('page', String(number));
      return here.href;
    };
    return [
      ...(page > 1 ? [`<${at(page - 1)}>; rel="prev"`] : []),
      ...(page < pages ? [`<${at(page + 1)}>; rel="next"`, `<${at(pages)}>; rel="last"`] : []),
      ...(page > 1 ? [`<${at(1)}>; rel="first"`] : []),
    ].join(', ');
  }
}

/** With what every issue and comment has. */
function whole<Item extends Issue | Comment>(item: Item): Item {
  const createdMs = CREATED + ('number' in item ? item.number : item.id) * 1000;
  return {
    node_id: `N_${item.id}`,
    user: { login: 'octocat', id: 583231 },
    created_at: new Date(createdMs).toISOString().replace('.000Z', 'Z'),
    ...('number' in item ? { labels: [{ name: 'bug' }], comments: 0, closed_at: null, body: null } : {}),
    ...item,
  };
}
