/** A stream of a REST API: one request for each page of records. */
import { MeltemiError } from '../model/errors';
import type { JsonObject, JsonValue } from '../model/json';
import type { AuthAnswer, Authenticator } from './auth/authenticators';
import type { Context, SdkRecord } from './context';
import { TIMEOUT_SECONDS } from './http/client';
import { jsonBody } from './http/json-body';
import { encodeParams, mergeQuery, type Params } from './http/query';
import type { Credentials, HttpMethod, PreparedRequest } from './http/request';
import type { Response } from './http/response';
import {
  exponentialWait,
  MAX_TRIES,
  RETRY_STATUSES,
  retryAfterSeconds,
  statusError,
  type RetryRules,
} from './http/retry';
import { fillUrl, fillValue } from './http/template';
import { valuesAt } from './json-path';
import { type BaseAPIPaginator, type PageToken } from './pagination/paginator';
import {
  BaseHATEOASPaginator,
  JSONPathPaginator,
  LegacyStreamPaginator,
  SimpleHeaderPaginator,
  SinglePagePaginator,
} from './pagination/paginators';
import { RequestsAhead } from './pagination/requests-ahead';
import { Stream } from './stream';

/** One answer: its records, and the token with which the next one is asked for. */
export interface RecordPage {
  readonly records: readonly SdkRecord[];
  /** Undefined behind the last page. */
  readonly next: PageToken | undefined;
}

const USER_AGENT = 'meltemi-sdk';

export abstract class RestStream<Config extends JsonObject = JsonObject> extends Stream<Config> {
  /** The beginning of the URL, e.g. `https://api.example.com/v1`; may use the config. */
  abstract get urlBase(): string;
  /** The rest of the URL; `{key}` is replaced by a value of the config or the context. */
  readonly path: string = '';
  readonly httpMethod: HttpMethod = 'GET';
  /** Where the records lie in an answer. */
  readonly recordsJsonpath: string = '$[*]';
  /** Where the token of the next page lies in an answer. */
  readonly nextPageTokenJsonpath: string | null = null;
  /** Whether a payload is sent as JSON, else as a form. */
  readonly payloadAsJson: boolean = true;
  readonly timeoutSeconds: number = TIMEOUT_SECONDS;
  readonly allowRedirects: boolean = true;
  readonly maxTries: number = MAX_TRIES;
  /**
   * Requests of one context under way at a time, for paginators that know the next token without an answer (page number, offset).
   * Records keep their order; requests behind the last page are given up.
   */
  readonly requestsInFlight: number = 1;
  /** Statuses below 500 that are tried again. */
  readonly extraRetryStatuses: readonly number[] = RETRY_STATUSES;
  /** A token out of an answer, in place of a paginator; `previous`: the token of the request that was answered. */
  readonly getNextPageToken: ((response: Response, previous: PageToken) => PageToken | null) | null = null;
  #authenticator: Authenticator | null | undefined;
  #paginator: BaseAPIPaginator | null = null;

  get httpHeaders(): Readonly<Record<string, string>> {
    return {};
  }

  /** Made once for the stream. */
  get authenticator(): Authenticator | null {
    return null;
  }

  getUrl(context: Context | null): string {
    return fillUrl(this.urlBase + this.path, { ...this.config, ...context });
  }

  /** Parameters of the query, or the query as it is. */
  getUrlParams(context: Context | null, nextPageToken: PageToken): Params | string {
    void context;
    const isLink = typeof nextPageToken === 'string' && this.#paginator instanceof BaseHATEOASPaginator;
    return isLink ? new URL(nextPageToken, this.urlBase).search.slice(1) : {};
  }

  preparePayload(context: Context | null, nextPageToken: PageToken): JsonObject | null {
    void context;
    void nextPageToken;
    return null;
  }

  /** Null: one page. */
  getNewPaginator(): BaseAPIPaginator | null {
    const { getNextPageToken, nextPageTokenJsonpath } = this;
    if (getNextPageToken !== null)
      return new LegacyStreamPaginator((response, previous) => getNextPageToken(response, previous));
    if (nextPageTokenJsonpath !== null) return new JSONPathPaginator(nextPageTokenJsonpath);
    return new SimpleHeaderPaginator('X-Next-Page');
  }

  /** The records of an answer. */
  parseResponse(response: Response): Iterable<SdkRecord> {
    // What an author's path finds is what the author calls a record.
    return valuesAt(response.json(), this.recordsJsonpath) as readonly SdkRecord[];
  }

  /** Throws for an answer that is no success; an error that is tried again says so by its code. */
  validateResponse(response: Response): void {
    const error = statusError(response, this.#retryRules);
    if (error !== null) throw error;
  }

  /** Seconds before the next try. `tries`: made so far; `response`: null when the connection failed. `Retry-After` is asked first. */
  waitSeconds(tries: number, response: Response | null): number {
    const asked = response === null ? null : retryAfterSeconds(response, this.run.nowMs());
    return asked ?? exponentialWait(tries) + this.run.jitterSeconds();
  }

  async *getRecords(context: Context | null): AsyncGenerator<SdkRecord> {
    for await (const { records } of this.pages(context)) yield* records;
  }

  /** The pages of a context, from the first or from a token on. */
  async *pages(context: Context | null, from?: PageToken): AsyncGenerator<RecordPage> {
    const paginator = this.getNewPaginator() ?? new SinglePagePaginator();
    this.#paginator = paginator;
    if (from !== undefined) paginator.resumeAt(from);
    const ahead = new RequestsAhead(this.requestsInFlight, this.run.signal, paginator, (token, signal) =>
      this.request(context, token, signal),
    );
    try {
      yield* this.#pages(paginator, ahead);
    } finally {
      ahead.giveUp();
    }
  }

  async *#pages(paginator: BaseAPIPaginator, ahead: RequestsAhead): AsyncGenerator<RecordPage> {
    while (!paginator.finished) {
      const response = await ahead.next();
      const records = [...this.parseResponse(response)];
      let loop: Error | null = null;
      try {
        if (records.length === 0 && !paginator.continueIfEmpty(response)) paginator.finish();
        else paginator.advance(response);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        loop = error;
      }
      // The records of the page in which the way forward is lost are whole.
      yield { records, next: paginator.finished ? undefined : paginator.currentValue };
      if (loop !== null) throw loop;
    }
  }

  /** One request with its tries. */
  async request(context: Context | null, token: PageToken, signal: AbortSignal = this.run.signal): Promise<Response> {
    for (let tries = 1; ; tries++) {
      let response: Response | null = null;
      try {
        const prepared = await this.prepareRequest(context, token);
        const { timeoutSeconds, allowRedirects } = this;
        response = await this.run.client.send(prepared, { timeoutSeconds, allowRedirects, signal });
        this.validateResponse(response);
        return response;
      } catch (error) {
        if (!(error instanceof MeltemiError) || error.recovery !== 'retry' || tries >= this.maxTries) throw error;
        await this.run.sleep(this.waitSeconds(tries, response), error);
      }
    }
  }

  protected async prepareRequest(context: Context | null, token: PageToken): Promise<PreparedRequest> {
    const credentials = await this.#credentials();
    const params = this.getUrlParams(context, token);
    const values = context ?? {};
    const query = typeof params === 'string' ? params : encodeParams(fillValue(params, values) as Params);
    const payload = this.preparePayload(context, token);
    const { body, contentType } = this.#body(payload === null ? null : fillValue(payload, values));
    const agent = this.config['user_agent'];
    return {
      method: this.httpMethod,
      url: this.getUrl(context),
      // An authenticator goes over the query even when it adds nothing, in the Singer SDK too.
      query: mergeQuery(query, credentials.params ?? {}),
      headers: {
        'User-Agent': typeof agent === 'string' ? agent : USER_AGENT,
        ...(contentType === null ? {} : { 'Content-Type': contentType }),
        ...(fillValue(this.httpHeaders, values) as Record<string, string>),
        ...credentials.headers,
      },
      body,
    };
  }

  #body(payload: JsonValue): { readonly body: string | null; readonly contentType: string | null } {
    if (payload === null) return { body: null, contentType: null };
    if (this.payloadAsJson) return { body: jsonBody(payload), contentType: 'application/json' };
    return { body: encodeParams(payload as Params), contentType: 'application/x-www-form-urlencoded' };
  }

  async #credentials(): Promise<Credentials> {
    this.#authenticator ??= this.authenticator;
    const { nowMs } = this.run;
    return (
      (await this.#authenticator?.authenticate({ nowMs, postForm: (url, form) => this.#postForm(url, form) })) ?? {}
    );
  }

  async #postForm(url: string, form: Readonly<Record<string, string>>): Promise<AuthAnswer> {
    const { timeoutSeconds } = this;
    const response = await this.run.client.send(
      {
        method: 'POST',
        url,
        query: '',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' },
        body: encodeParams(form),
      },
      { timeoutSeconds, allowRedirects: false, signal: this.run.signal },
    );
    if (response.status >= 200 && response.status < 300) return response.json() as AuthAnswer;
    throw new MeltemiError(
      'CredentialsRejected',
      `The token request for path ${response.path} was refused with status ${response.status}.`,
      'Look at the OAuth settings of the tap.',
    );
  }

  get #retryRules(): RetryRules {
    const { maxTries, extraRetryStatuses } = this;
    return { maxTries, extraRetryStatuses, waitSeconds: (tries, response) => this.waitSeconds(tries, response) };
  }
}
