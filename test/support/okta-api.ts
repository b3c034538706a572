/**
 * Okta's list of users, as far as it is documented. Stricter than the real one: what it does not know is refused, so that a tap
 * which sends nonsense fails. Sources: https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/ (parameters,
 * users without a `search` are those that are not deprovisioned, the record), https://developer.okta.com/docs/reference/core-okta-api/
 * (SSWS tokens, links, error objects), https://developer.okta.com/docs/reference/rl-best-practices/ (rate limit headers).
 */
import { ApiServer, RateLimit, Refusal, type ApiAnswer, type ApiRequest } from './api-server';
import { oktaFilter, valueAt } from './okta-filter';

export const OKTA_TOKEN = '00-okta-test-token';

export interface OktaUser {
  readonly id: string;
  readonly status: string;
  readonly created: string;
  readonly activated: string | null;
  readonly statusChanged: string | null;
  readonly lastLogin: string | null;
  readonly lastUpdated: string;
  readonly passwordChanged: string | null;
  readonly type: { readonly id: string };
  readonly profile: Readonly<Record<string, string | null>>;
  readonly credentials: unknown;
}

/** What the documentation gives as the maximum for most organizations. */
const MAX_LIMIT = 200;
const PARAMETERS: ReadonlySet<string> = new Set(['search', 'limit', 'after', 'sortBy', 'sortOrder']);
const PARTS: ReadonlySet<string> = new Set(['omitCredentials', 'omitCredentialsLinks', 'omitTransitioningToStatus']);

export class OktaApi extends ApiServer {
  readonly users: OktaUser[] = [];
  rateLimit = new RateLimit(600, 60);
  /** Where a cursor goes on, and the query that it belongs to. */
  readonly #cursors = new Map<string, { readonly from: number; readonly query: string }>();

  /** `lastUpdated` of user `i` is so many seconds behind `since`. */
  addUsers(count: number, since: string, status = 'ACTIVE'): void {
    for (let i = 0; i < count; i++) {
      const number = this.users.length + 1;
      const at = new Date(Date.parse(since) + i * 1000 + (number % 1000)).toISOString();
      this.users.push({
        id: `00u${String(number).padStart(17, '0')}`,
        status,
        created: since,
        activated: status === 'STAGED' ? null : since,
        statusChanged: null,
        lastLogin: number % 3 === 0 ? null : at,
        lastUpdated: at,
        passwordChanged: since,
        type: { id: 'oty1162QAr8hJjTaq0g4' },
        profile: {
          firstName: `Zoë ${number}`,
          lastName: "O'Hara",
          mobilePhone: null,
          secondEmail: null,
          login: `user${number}@example.com`,
          email: `user${number}@example.com`,
          department: number % 2 === 0 ? 'Engineering' : 'Sales, "EU"',
        },
        credentials: { password: {}, provider: { type: 'OKTA', name: 'OKTA' } },
      });
    }
  }

  /** Changes a user's department. */
  change(index: number, at: string): void {
    const user = this.users[index];
    if (user === undefined) throw new Error(`There is no user ${index}.`);
    this.users[index] = { ...user, lastUpdated: at, profile: { ...user.profile, department: 'Moved' } };
  }

  protected answer(request: ApiRequest): ApiAnswer {
    const isInLimit = this.rateLimit.take(Date.now());
    const limits = {
      'X-Rate-Limit-Limit': String(this.rateLimit.limit),
      'X-Rate-Limit-Remaining': String(this.rateLimit.remaining),
      'X-Rate-Limit-Reset': String(this.rateLimit.resetSeconds),
    };
    try {
      if (!isInLimit) throw refused(429, 'E0000047', 'API call exceeded rate limit due to too many requests.');
      const answer = this.#users(request);
      return { ...answer, headers: { ...answer.headers, ...limits } };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { ...error.answer, headers: limits };
    }
  }

  #users({ method, url, headers, body }: ApiRequest): ApiAnswer {
    if (headers.authorization !== `SSWS ${OKTA_TOKEN}`) throw refused(401, 'E0000011', 'Invalid token provided');
    if (url.pathname !== '/api/v1/users')
      throw refused(404, 'E0000007', `Not found: Resource not found: ${url.pathname}`);
    if (method !== 'GET') throw refused(405, 'E0000022', 'The endpoint does not support the provided HTTP method');
    if (body !== '') throw invalid('a GET has no body');
    const query = url.searchParams;
    for (const name of query.keys())
      if (!PARAMETERS.has(name) || query.getAll(name).length > 1) throw invalid(`parameter ${name}`);
    const limit = Number(query.get('limit') ?? MAX_LIMIT);
    if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) throw invalid(`limit ${query.get('limit')}`);
    const found = this.#found(query);
    const from = this.#position(query);
    const page = found.slice(from, from + limit).map((user) => withoutParts(user, headers['content-type']));
    const links = [`<${url.href}>; rel="self"`];
    if (from + limit < found.length) links.push(`<${this.#next(url, from + limit)}>; rel="next"`);
    return { status: 200, headers: { Link: links }, body: page };
  }

  #found(query: URLSearchParams): readonly OktaUser[] {
    const search = query.get('search');
    if (search === null) return this.users.filter(({ status }) => status !== 'DEPROVISIONED');
    const matches = oktaFilter(search);
    if (matches === null) throw refused(400, 'E0000031', `Invalid search criteria: ${search}`);
    const found = this.users.filter((user) => matches(user as unknown as Readonly<Record<string, unknown>>));
    const [by, order] = [query.get('sortBy'), query.get('sortOrder') ?? 'asc'];
    if (order !== 'asc' && order !== 'desc') throw invalid(`sortOrder ${order}`);
    if (by === null) return found;
    const key = (user: OktaUser): string => JSON.stringify(valueAt(user as never, by) ?? null).toLowerCase();
    const sorted = [...found].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
    return order === 'asc' ? sorted : sorted.reverse();
  }

  #position(query: URLSearchParams): number {
    const after = query.get('after');
    if (after === null) return 0;
    const cursor = this.#cursors.get(after);
    if (cursor === undefined || cursor.query !== withoutCursor(query)) throw invalid(`after ${after}`);
    return cursor.from;
  }

  #next(url: URL, from: number): string {
    const next = new URL(url);
    const cursor = `200u${Buffer.from(`${from} ${withoutCursor(url.searchParams)}`).toString('base64url')}`;
    this.#cursors.set(cursor, { from, query: withoutCursor(url.searchParams) });
    next.searchParams.set('after', cursor);
    return next.href;
  }
}

function withoutCursor(query: URLSearchParams): string {
  const others = new URLSearchParams(query);
  others.delete('after');
  others.sort();
  return others.toString();
}

/** `application/json; okta-response="omitCredentials,..."` */
function withoutParts(user: OktaUser, contentType: string | undefined): Partial<OktaUser> {
  if (contentType === undefined) return user;
  const [, parts] = /^application\/json; okta-response="([\w,]+)"$/.exec(contentType) ?? [];
  const names = parts?.split(',') ?? [];
  if (names.length === 0 || !names.every((name) => PARTS.has(name))) throw invalid(`Content-Type ${contentType}`);
  if (!names.includes('omitCredentials')) return user;
  return Object.fromEntries(Object.entries(user).filter(([name]) => name !== 'credentials'));
}

function invalid(what: string): Refusal {
  return refused(400, 'E0000001', `Api validation failed: ${what}`);
}

function refused(status: number, errorCode: string, errorSummary: string): Refusal {
  const body = { errorCode, errorSummary, errorLink: errorCode, errorId: 'oaeTest', errorCauses: [] };
  return new Refusal({ status, body });
}
