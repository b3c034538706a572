/**
 * A tap for a REST API that is data: what the block `rest:` of a plugin says, read and checked. Texts may hold `{key}`, which stands for
 * a setting or for what a parent's record says.
 */
import type { JsonObject, JsonValue } from './json';
import type { ReplicationComparison } from './stream';

export const REST_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export const API_KEY_PLACES = ['header', 'params'] as const;
export const OAUTH_GRANTS = ['client_credentials', 'refresh_token', 'password'] as const;
export const EMPTY_PAGES = ['stop', 'continue'] as const;
export const PAYLOAD_FORMS = ['json', 'form'] as const;
/** How a bookmark is written in a request; `as_is`: as it is kept. */
export const BOOKMARK_FORMATS = ['as_is', 'iso8601', 'date', 'epoch_seconds', 'epoch_milliseconds'] as const;

export interface RestDeclaration {
  readonly urlBase: string;
  readonly auth: RestAuth;
  readonly streams: readonly RestStreamDeclaration[];
}

export type RestAuth =
  | { readonly type: 'none' }
  | {
      readonly type: 'api_key';
      readonly name: string;
      readonly value: string;
      readonly place: (typeof API_KEY_PLACES)[number];
    }
  | { readonly type: 'bearer'; readonly token: string }
  | { readonly type: 'basic'; readonly username: string; readonly password: string }
  | ({
      readonly type: 'oauth2';
      readonly clientSecret: string | null;
      readonly grant: (typeof OAUTH_GRANTS)[number];
      readonly refreshToken: string | null;
      /** More of the token request's form. */
      readonly fields: Readonly<Record<string, string>>;
    } & OAuthClient)
  | ({ readonly type: 'oauth2_jwt'; readonly privateKey: string; readonly passphrase: string | null } & OAuthClient);

interface OAuthClient {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly scopes: string | null;
  /** Of a token whose answer does not say how long it is valid. */
  readonly expiresInSeconds: number | null;
}

/** Where a value goes in a request: a parameter by its name, or a property of the payload by its dotted path. */
export interface RequestSpot {
  readonly place: 'params' | 'payload';
  readonly name: string;
}

export interface RestPagination {
  readonly type: 'single' | 'page_number' | 'offset' | 'cursor' | 'header_link' | 'next_url';
  /** Where the page's number, its offset or its token goes; null for links. */
  readonly token: RequestSpot | null;
  /** The first number or offset. */
  readonly start: number;
  /** JSONPath of the next token or link in an answer. */
  readonly from: string | null;
  /** A header with the next token, in place of `from`. */
  readonly fromHeader: string | null;
  /** Records asked for at a time; null: nothing is said of it. */
  readonly pageSize: number | null;
  readonly pageSizeSpot: RequestSpot | null;
  /** JSONPath of true or false: whether there are more pages. */
  readonly hasMore: string | null;
  /** JSONPath of the number of pages (`page_number`) or records (`offset`) in all. */
  readonly total: string | null;
  readonly emptyPage: (typeof EMPTY_PAGES)[number];
}

export interface RestIncremental {
  /** Null: the API does not filter, what is not new is dropped. */
  readonly spot: RequestSpot | null;
  readonly format: (typeof BOOKMARK_FORMATS)[number];
  /** Text around `{bookmark}`. */
  readonly template: string | null;
  readonly comparison: ReplicationComparison;
  readonly lookbackSeconds: number;
  readonly isSorted: boolean;
}

/** What may be said for all streams or for one, each under a key of its own; null: as the SDK has it. */
export interface RequestLimits {
  readonly requestsInFlight: number | null;
  readonly contextsInFlight: number | null;
  readonly requestsPerSecond: number | null;
  readonly timeoutSeconds: number | null;
  readonly maxTries: number | null;
}

export interface RestStreamDeclaration {
  readonly name: string;
  readonly path: string;
  readonly method: (typeof REST_METHODS)[number];
  readonly headers: Readonly<Record<string, string>>;
  readonly params: JsonObject;
  readonly payload: JsonValue;
  readonly payloadForm: (typeof PAYLOAD_FORMS)[number];
  /** JSONPath of the records in an answer; a list that it finds stands for its items. */
  readonly records: string;
  readonly primaryKeys: readonly string[];
  readonly replicationKey: string | null;
  readonly incremental: RestIncremental;
  /** JSON Schema of a record, or the path of its file. */
  readonly schema: JsonObject | string;
  readonly parent: string | null;
  /** Key → dotted path in a record of the parent. */
  readonly context: Readonly<Record<string, string>>;
  readonly readsAllParents: boolean;
  readonly pagination: RestPagination;
  readonly limits: RequestLimits;
  readonly retryStatuses: readonly number[];
  /** Answers that count as ones without records. */
  readonly ignoreStatuses: readonly number[];
  readonly allowedHosts: readonly string[];
  readonly trustedHosts: readonly string[];
}
