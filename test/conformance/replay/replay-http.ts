/** Replays the recorded HTTP cases of the Singer SDK with a stream of the SDK: the same requests, records, waits and failures. */
import { isDeepStrictEqual } from 'node:util';
import { compactExact } from '../../../src/model/exact-json';
import { MeltemiError } from '../../../src/model/errors';
import type { JsonObject, JsonValue } from '../../../src/model/json';
import { keptNumber } from '../../../src/model/lossless-json';
import {
  APIKeyAuthenticator,
  BaseHATEOASPaginator,
  BaseOffsetPaginator,
  BasePageNumberPaginator,
  BasicAuthenticator,
  BearerTokenAuthenticator,
  GraphQLStream,
  HeaderLinkPaginator,
  JSONPathPaginator,
  OAuthAuthenticator,
  RestStream,
  SimpleAuthenticator,
  SinglePagePaginator,
  standaloneRun,
  Tap,
  type Authenticator,
  type BaseAPIPaginator,
  type Context,
  type PageToken,
  type Params,
  type SdkResponse,
} from '../../../src/sdk';
import { show } from './differences';
import { ScriptedServer, type ScriptedAnswer, type SeenRequest } from './scripted-server';

interface StreamCase {
  readonly path?: string;
  readonly params?: JsonObject;
  readonly token_param?: string;
  readonly token_body?: string;
  readonly payload?: JsonObject;
  readonly payload_as_json?: boolean;
  readonly http_method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly auth?: Readonly<Record<string, JsonValue>>;
  readonly records_jsonpath?: string;
  readonly next_page_token_jsonpath?: string;
  readonly extra_retry_statuses?: readonly number[];
  readonly max_tries?: number;
  readonly timeout?: number;
  readonly allow_redirects?: boolean;
  readonly backoff?: 'retry_after';
  readonly query?: string;
}

interface HttpCase {
  readonly kind?: 'graphql';
  readonly stream?: StreamCase;
  readonly paginator?: {
    readonly type: string;
    readonly start?: number;
    readonly page_size?: number;
    readonly jsonpath?: string;
  };
  readonly legacy_token?: string;
  readonly context?: Context;
  readonly config?: JsonObject;
  readonly capture_headers?: readonly string[];
  readonly responses: readonly ScriptedAnswer[];
  readonly expect: {
    readonly requests: readonly JsonObject[];
    readonly records: readonly JsonValue[];
    readonly waits_seconds?: readonly number[];
    readonly error?: JsonObject;
  };
}

class CaseTap extends Tap {
  readonly name = 'tap-case';

  discoverStreams(): [] {
    return [];
  }
}

/** `recorded`: a case read by `parseExact`. */
export async function replayHttp(recorded: unknown): Promise<readonly string[]> {
  // The set's file has cases of this form; its README says so.
  const found = recorded as HttpCase;
  const server = await ScriptedServer.start(found.responses, (value) => compactExact(value as JsonValue));
  const waits: number[] = [];
  const run = standaloneRun({
    jitterSeconds: () => 0,
    sleep: async (seconds) => void waits.push(seconds),
  });
  try {
    const stream = streamOf(found, server.base);
    stream.begin(run);
    const records: JsonValue[] = [];
    let error: MeltemiError | null = null;
    try {
      for await (const record of stream.getRecords(found.context ?? null)) records.push(comparable(record));
    } catch (caught) {
      if (!(caught instanceof MeltemiError)) throw caught;
      error = caught;
    }
    return differences(found, { requests: server.seen, records, waits, error });
  } finally {
    await run.client.close();
    await server.stop();
  }
}

function differences(
  { expect, capture_headers: captured = [] }: HttpCase,
  got: {
    readonly requests: readonly SeenRequest[];
    readonly records: readonly JsonValue[];
    readonly waits: readonly number[];
    readonly error: MeltemiError | null;
  },
): readonly string[] {
  const requests = got.requests.map(({ method, path, query, headers, body }) => ({
    method,
    path,
    query,
    ...(captured.length === 0
      ? {}
      : { headers: Object.fromEntries(captured.map((name) => [name, headers[name] ?? ''])) }),
    ...(body === '' ? {} : { body }),
  }));
  const pairs: readonly (readonly [JsonValue, JsonValue])[] = [
    [expect.requests, requests],
    [expect.records.map(comparable), got.records],
    [(expect.waits_seconds ?? []).map((wait) => Number(numberText(wait))), got.waits],
  ];
  const found = pairs.filter(([expected, actual]) => !isDeepStrictEqual(expected, actual)).map(([a, b]) => show(a, b));
  const failed = (expect.error !== undefined) !== (got.error !== null);
  return failed ? [...found, show(expect.error ?? null, got.error?.message ?? null)] : found;
}

/** Fractions as text, as they are recorded. */
function comparable(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item) => comparable(item as JsonValue));
  const kept = keptNumber(value);
  if (kept !== null) return kept;
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, comparable(item)]));
  if (typeof value === 'number' && !Number.isInteger(value)) return String(value);
  return typeof value === 'string' ? numberText(value) : value;
}

/** `parseExact` marks numbers that JavaScript would write otherwise. */
function numberText(value: number | string): string {
  return String(value).replace(/^\u{10FFFF}/u, '');
}

function streamOf(found: HttpCase, base: string): RestStream {
  const given = found.stream ?? {};
  const tap = new CaseTap({ tenant: 'acme/1', ...found.config });
  const params = (token: PageToken): Params | string | null => {
    const { token_param: name } = given;
    if (token === null || name === undefined) return given.params ?? {};
    if (found.paginator?.type === 'header_link' || found.paginator?.type === 'hateoas') return null;
    return { ...given.params, [name]: token };
  };
  const shared = {
    path: given.path ?? (found.kind === 'graphql' ? '/graphql' : '/items'),
    maxTries: given.max_tries ?? 5,
    extraRetryStatuses: given.extra_retry_statuses ?? [429],
    nextPageTokenJsonpath: given.next_page_token_jsonpath ?? null,
  };
  if (found.kind === 'graphql') {
    return new (class extends GraphQLStream {
      readonly name = 'items';
      override readonly schema = {};
      readonly query = given.query ?? '';
      override readonly path = shared.path;
      override readonly nextPageTokenJsonpath = shared.nextPageTokenJsonpath;

      get urlBase(): string {
        return base;
      }

      override getUrlParams(_context: Context | null, token: PageToken): Params {
        return { ...given.params, ...(token === null ? {} : { cursor: token }) };
      }
    })(tap);
  }
  return new (class extends RestStream {
    readonly name = 'items';
    override readonly schema = {};
    override readonly path = shared.path;
    override readonly maxTries = shared.maxTries;
    override readonly extraRetryStatuses = shared.extraRetryStatuses;
    override readonly nextPageTokenJsonpath = shared.nextPageTokenJsonpath;
    override readonly recordsJsonpath = given.records_jsonpath ?? '$[*]';
    override readonly httpMethod = given.http_method ?? 'GET';
    override readonly payloadAsJson = given.payload_as_json ?? true;
    override readonly timeoutSeconds = given.timeout ?? 300;
    override readonly allowRedirects = given.allow_redirects ?? true;
    override readonly getNextPageToken =
      found.legacy_token === undefined
        ? null
        : (response: SdkResponse): PageToken => (response.json() as JsonObject)[found.legacy_token ?? ''] ?? null;

    get urlBase(): string {
      return base;
    }

    override get httpHeaders(): Readonly<Record<string, string>> {
      return given.headers ?? {};
    }

    override get authenticator(): Authenticator | null {
      return authenticatorOf(given.auth, base);
    }

    override getUrlParams(context: Context | null, token: PageToken): Params | string {
      return params(token) ?? super.getUrlParams(context, token);
    }

    override preparePayload(_context: Context | null, token: PageToken): JsonObject | null {
      if (given.payload === undefined) return null;
      return token === null || given.token_body === undefined
        ? given.payload
        : { ...given.payload, [given.token_body]: token };
    }

    override getNewPaginator(): BaseAPIPaginator | null {
      return found.paginator === undefined ? super.getNewPaginator() : paginatorOf(found.paginator);
    }

    override waitSeconds(tries: number, response: SdkResponse | null): number {
      if (given.backoff !== 'retry_after') return super.waitSeconds(tries, response);
      return Number(response?.header('retry-after') ?? 1);
    }
  })(tap);
}

const more = (response: SdkResponse): boolean => (response.json() as JsonObject)['more'] === true;

class PageNumber extends BasePageNumberPaginator {
  override hasMore(response: SdkResponse): boolean {
    return more(response);
  }
}

class PatientPageNumber extends PageNumber {
  override continueIfEmpty(): boolean {
    return true;
  }
}

class Offset extends BaseOffsetPaginator {
  override hasMore(response: SdkResponse): boolean {
    return more(response);
  }
}

class BodyLink extends BaseHATEOASPaginator {
  getNextUrl(response: SdkResponse): string | null {
    const { next } = response.json() as JsonObject;
    return typeof next === 'string' ? next : null;
  }
}

function paginatorOf({
  type,
  start,
  page_size: size = 100,
  jsonpath = '$',
}: NonNullable<HttpCase['paginator']>): BaseAPIPaginator | null {
  switch (type) {
    case 'page_number':
      return new PageNumber(start ?? 1);
    case 'page_number_unbounded':
      return new BasePageNumberPaginator(start ?? 1);
    case 'page_number_continue_if_empty':
      return new PatientPageNumber(start ?? 1);
    case 'offset':
      return new Offset(start ?? 0, size);
    case 'offset_unbounded':
      return new BaseOffsetPaginator(start ?? 0, size);
    case 'jsonpath':
      return new JSONPathPaginator(jsonpath);
    case 'header_link':
      return new HeaderLinkPaginator();
    case 'hateoas':
      return new BodyLink();
    case 'single':
      return new SinglePagePaginator();
    case 'none':
      return null;
    default:
      throw new Error(`no paginator of type ${type}`);
  }
}

function authenticatorOf(auth: StreamCase['auth'], base: string): Authenticator | null {
  const text = (name: string): string => {
    const value = auth?.[name];
    return typeof value === 'string' ? value : '';
  };
  switch (auth?.['type']) {
    case undefined:
      return null;
    case 'api_key':
      return new APIKeyAuthenticator(text('key'), text('value'), text('location') === 'params' ? 'params' : 'header');
    case 'bearer':
      return new BearerTokenAuthenticator(text('token'));
    case 'basic':
      return new BasicAuthenticator(text('username'), text('password'));
    case 'simple':
      return new SimpleAuthenticator(auth['auth_headers'] as Readonly<Record<string, string>>);
    case 'oauth':
      return new OAuthAuthenticator({
        authEndpoint: base + text('endpoint'),
        clientId: text('client_id'),
        clientSecret: text('client_secret'),
      });
    default:
      throw new Error(`no authenticator of type ${text('type')}`);
  }
}
