/**
 * Totango's Search API, as far as it is documented. Stricter than the real one: what it does not know is refused, so that a tap
 * which sends nonsense fails. Sources: https://support.totango.com/hc/en-us/articles/204174135-Search-API-accounts-and-users (token,
 * query, 10,000 records at most, 100 calls a minute) and .../360048132792-Search-API-events (pages of events are counted, not
 * records). `query` goes in a form there; JSON bodies are what `requests` sends for the Singer SDK. Public scripts show the answers:
 * `response.accounts.hits` with `total_hits`, `name` being the account's id, times in milliseconds. How the hits of events are wrapped
 * is nowhere to be seen: as those of the others.
 */
import { ApiServer, RateLimit, Refusal, type ApiAnswer, type ApiRequest } from './api-server';
import { eventTerm, recordTerm, selectedField, type TotangoEvent, type TotangoRecord } from './totango-query';

export const TOTANGO_TOKEN = 'totango-test-token';

const MAX_COUNT = 1000;
const MAX_RECORDS = 10_000;

export class TotangoApi extends ApiServer {
  readonly users: TotangoRecord[] = [];
  readonly accounts: TotangoRecord[] = [];
  readonly events: TotangoEvent[] = [];
  rateLimit = new RateLimit(100, 60);

  addAccounts(...names: readonly string[]): void {
    for (const name of names)
      this.accounts.push({
        name,
        display_name: `Account ${name}`,
        last_activity_time: 1_767_225_600_000,
        values: { health: 'green', 'Success Manager': `Manager of ${name}`, status_group: 'paying' },
      });
  }

  addUsers(count: number): void {
    for (let i = 0; i < count; i++) {
      const number = this.users.length + 1;
      this.users.push({
        name: `user${number}@example.com`,
        display_name: `User ${String(number).padStart(6, '0')}`,
        first_activity_time: 1_767_225_600_000 + number,
        last_activity_time: number % 4 === 0 ? null : 1_767_312_000_000 + number,
        values: { 'First Name': `Zoë ${number}` },
      });
    }
  }

  /** `at`: of the first event, in milliseconds since 1970; the others are a second apart. */
  addEvents(account: string, count: number, at: number): void {
    for (let i = 0; i < count; i++) {
      const id = `${account}-${this.events.length}`;
      this.events.push({
        id,
        type: i % 2 === 0 ? 'note' : 'campaign_touch',
        timestamp: at + i * 1000,
        account: { id: account, display_name: `Account ${account}` },
        properties: { activity_type_id: 'support', 'custom key': i },
        ...(i % 2 === 0 ? { note_content: { note_id: `n-${id}`, text: `said "${i}"` } } : {}),
      });
    }
  }

  protected answer(request: ApiRequest): ApiAnswer {
    if (!this.rateLimit.take(Date.now())) throw refused(429, 'Too many calls');
    if (request.headers['app-token'] !== TOTANGO_TOKEN) throw refused(401, 'The token is wrong');
    if (request.method !== 'POST') throw refused(405, `${request.method} is not known`);
    if (request.url.search !== '') throw refused(400, 'parameters in the URL');
    switch (request.url.pathname) {
      case '/api/v1/search/users':
        return searched('users', this.users, request);
      case '/api/v1/search/accounts':
        return searched('accounts', this.accounts, request);
      case '/api/v2/events/search':
        return this.#events(request);
      default:
        return { status: 404, body: { error: 'No such path' } };
    }
  }

  #events(request: ApiRequest): ApiAnswer {
    const { query, account_id: account, ...others } = bodyOf(request);
    if (Object.keys(others).length > 0) throw refused(400, `unknown: ${Object.keys(others).join(', ')}`);
    if (account !== undefined && !this.accounts.some(({ name }) => name === account))
      throw refused(404, `no account ${JSON.stringify(account)}`);
    const { terms, fields, offset, count } = queryOf(query, ['terms', 'fields', 'offset', 'count']);
    if (fields.length > 0) throw refused(400, 'fields of events are always empty');
    const matches = terms.map((term) => eventTerm(term) ?? unknownTerm(term));
    const found = this.events.filter(
      (event) => (account === undefined || event.account.id === account) && matches.every((is) => is(event)),
    );
    const hits = found.slice(offset * count, (offset + 1) * count);
    return { status: 200, body: { response: { events: { total_hits: found.length, hits } } } };
  }
}

/** Users or accounts. */
function searched(name: string, records: readonly TotangoRecord[], request: ApiRequest): ApiAnswer {
  const { query, ...others } = bodyOf(request);
  if (Object.keys(others).length > 0) throw refused(400, `unknown: ${Object.keys(others).join(', ')}`);
  const known = ['terms', 'fields', 'offset', 'count', 'sort_by', 'sort_order', 'scope'];
  const { terms, fields, offset, count, sortBy, isDescending } = queryOf(query, known);
  if (offset + count > MAX_RECORDS) throw refused(400, `${MAX_RECORDS} records at most`);
  const matches = terms.map((term) => recordTerm(term) ?? unknownTerm(term));
  const select = fields.map((field) => selectedField(field) ?? unknownTerm(field));
  const key = (record: TotangoRecord): string => JSON.stringify({ ...record.values, ...record }[sortBy] ?? null);
  const found = records
    .filter((record) => matches.every((is) => is(record)))
    .sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0) * (isDescending ? -1 : 1));
  const hits = found
    .slice(offset, offset + count)
    .map(({ values, ...record }) => ({ ...record, selected_fields: select.map((value) => value(values)) }));
  return { status: 200, body: { response: { [name]: { total_hits: found.length, hits } } } };
}

function bodyOf({ headers, body }: ApiRequest): Readonly<Record<string, unknown>> {
  const type = headers['content-type'] ?? '';
  if (type === 'application/x-www-form-urlencoded') return Object.fromEntries(new URLSearchParams(body));
  if (type !== 'application/json') throw refused(415, `Content-Type ${type}`);
  return objectOf(body);
}

function queryOf(text: unknown, known: readonly string[]) {
  const { terms, fields, offset = 0, count = MAX_COUNT, ...others } = objectOf(text);
  if (!isList(terms) || !isList(fields)) throw refused(400, '`terms` and `fields` are mandatory lists');
  if (!isWhole(offset)) throw refused(400, `offset ${JSON.stringify(offset)}`);
  if (!isWhole(count) || count < 1 || count > MAX_COUNT) throw refused(400, `count ${JSON.stringify(count)}`);
  const unknown = Object.keys(others).find((name) => !known.includes(name));
  if (unknown !== undefined) throw refused(400, `unknown: ${unknown}`);
  const { sort_by: sortBy = 'display_name', sort_order: order = 'ASC' } = others;
  if (typeof sortBy !== 'string') throw refused(400, `sort_by ${JSON.stringify(sortBy)}`);
  if (order !== 'ASC' && order !== 'DESC') throw refused(400, `sort_order ${JSON.stringify(order)}`);
  return { terms, fields, offset, count, sortBy, isDescending: order === 'DESC' };
}

function objectOf(text: unknown): Readonly<Record<string, unknown>> {
  if (typeof text !== 'string') throw refused(400, '`query` is mandatory');
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !isList(value)) return value as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw refused(400, `not an object of JSON: ${text.slice(0, 200)}`);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isWhole(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}

function unknownTerm(term: unknown): never {
  throw refused(400, `not understood: ${JSON.stringify(term)}`);
}

function refused(status: number, error: string): Refusal {
  return new Refusal({ status, body: { error } });
}
