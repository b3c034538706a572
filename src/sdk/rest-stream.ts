/** A stream of a REST API: one request for each page of records. */
import { MeltemiError } from '../model/errors';
import type { JsonObject, JsonValue } from '../model/json';
import type { AuthAnswer, Authenticator } from './auth/authenticators';
import { tokenError } from './auth/token-error';
import type { Context, SdkRecord } from './context';
import { TIMEOUT_SECONDS, urlOf } from './http/client';
import { jsonBody } from './http/json-body';
import { encodeParams, mergeQuery, type Params } from './http/query';
import { footingOf } from './http/reach';
import type { Credentials, HttpMethod, PreparedRequest } from './http/request';
import type { Response } from './http/response';
import { exponentialWait, MAX_TRIES, RETRY_STATUSES, retryAfterSeconds, statusError } from './http/retry';
import { fillUrl, fillValue } from './http/template';
import { valuesAt } from './json-path';
import { checkedSpeed } from './limits/checked-speed';
import { rateLimitOf, type RateLimit } from './limits/rate-limit';
import { LoopWatch, type Trail } from './pagination/loop-watch';
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
  /** Undefined behind the last page, and where an error comes in place of the next one. */
  readonly next: PageToken | undefined;
  /** What is remembered of the tokens so far, to be handed back with `next`. */
  readonly trail?: Trail;
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
  /** Other hosts that links to next pages and redirects may lead to, without credentials: `files.example.com`, `*.example.com`. */
  readonly allowedHosts: readonly string[] = [];
  /** Other hosts that get the credentials, too. */
  readonly trustedHosts: readonly string[] = [];
  readonly maxTries: number = MAX_TRIES;
  /** Speed of all streams of the tap that ask the same host; below 1 for fewer. Null: as fast as it goes. */
  readonly requestsPerSecond: number | null = null;
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
    const link = this.#linkOf(context, nextPageToken);
    return link === null ? {} : link.search.slice(1);
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
    const { extraRetryStatuses } = this;
    const isExhausted = response.status === 403 && this.rateLimit(response)?.remaining === 0;
    const error = statusError(response, { extraRetryStatuses, isExhausted });
    if (error !== null) throw error;
  }

  /** What an answer says about how much may still be asked: by its headers of the usual names. Null: nothing. */
  rateLimit(response: Response): RateLimit | null {
    return rateLimitOf(response, this.run.nowMs());
  }

  /** Seconds before the next try. `tries`: made so far; `response`: null when the connection failed. `Retry-After` is asked first, then `rateLimit`. */
  waitSeconds(tries: number, response: Response | null): number {
    const now = this.run.nowMs();
    const asked = response === null ? null : (retryAfterSeconds(response, now) ?? this.#resetSeconds(response, now));
    return asked ?? exponentialWait(tries) + this.run.jitterSeconds();
  }

  /** Parameters or a payload with `{key}` replaced by values of the context. */
  protected fill(value: JsonValue, context: Context | null): JsonValue {
    return fillValue(value, context ?? {});
  }

  protected headersFor(context: Context | null): Readonly<Record<string, string>> {
    return this.fill(this.httpHeaders, context) as Record<string, string>;
  }

  async *getRecords(context: Context | null): AsyncGenerator<SdkRecord> {
    for await (const { records } of this.pages(context)) yield* records;
  }

  /** The pages of a context, from the first or from a token on. */
  async *pages(context: Context | null, from?: PageToken, trail?: Trail): AsyncGenerator<RecordPage> {
    const paginator = this.getNewPaginator() ?? new SinglePagePaginator();
    this.#paginator = paginator;
    if (from !== undefined) paginator.resumeAt(from);
    const ahead = new RequestsAhead(this.requestsInFlight, this.run.signal, paginator, (token, signal) =>
      this.request(context, token, signal),
    );
    try {
      yield* this.#pages(paginator, ahead, new LoopWatch(trail));
    } finally {
      ahead.giveUp();
    }
  }

  async *#pages(paginator: BaseAPIPaginator, ahead: RequestsAhead, watch: LoopWatch): AsyncGenerator<RecordPage> {
    while (!paginator.finished) {
      const response = await ahead.next();
      const records = [...this.parseResponse(response)];
      let loop: Error | null = null;
      try {
        if (records.length === 0 && !paginator.continueIfEmpty(response)) paginator.finish();
        else paginator.advance(response);
        if (!paginator.finished) watch.see(response, paginator.currentValue);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        loop = error;
      }
      // The records of the page in which the way forward is lost are whole. Nobody may stop there and go on later: the error would be lost.
      const isLast = paginator.finished || loop !== null;
      yield { records, next: isLast ? undefined : paginator.currentValue, trail: watch.trail };
      if (loop !== null) throw loop;
    }
  }

  /** One request with its tries. */
  async request(context: Context | null, token: PageToken, signal: AbortSignal = this.run.signal): Promise<Response> {
    const limit = this.run.limits.of(this.#target(context, token).host);
    const speed = checkedSpeed(this.name, this.requestsPerSecond);
    for (let tries = 1; ;) {
      const turn = await limit.turn(speed, this.run);
      let response: Response | null = null;
      try {
        response = await this.#send(context, token, signal);
        this.validateResponse(response);
        response.checkWhole();
        const left = this.rateLimit(response);
        limit.done();
        if (left !== null) limit.heed(left.remaining, left.resetAt.getTime(), this.run.nowMs());
        return response;
      } catch (error) {
        limit.done();
        if (!(error instanceof MeltemiError) || error.recovery !== 'retry') throw error;
        const isRefused = error.code === 'SourceRateLimited';
        // Several were under way when the host refused: one wait is for all.
        if (isRefused && limit.hasClosedSince(turn)) continue;
        // A token request says for itself how long to wait.
        const seconds = error.retryAfterSeconds ?? this.waitSeconds(tries, response);
        const open = isRefused ? limit.close(seconds, error, this.run.nowMs()) : null;
        if (tries >= this.maxTries) throw error;
        await this.run.sleep(seconds, error);
        open?.();
        tries++;
      }
    }
  }

  async #send(context: Context | null, token: PageToken, signal: AbortSignal): Promise<Response> {
    const { timeoutSeconds, allowRedirects } = this;
    const home = this.getUrl(context);
    const prepared = await this.prepareRequest(context, token);
    return this.run.client.send(prepared, { timeoutSeconds, allowRedirects, signal, home, reach: this });
  }

  protected async prepareRequest(context: Context | null, token: PageToken): Promise<PreparedRequest> {
    const home = this.getUrl(context);
    const link = this.#linkOf(context, token);
    const footing = link === null ? 'own' : footingOf(urlOf(home), link, this);
    // Not even what the stream itself asks for, which may have a key in it.
    const isBare = link !== null && footing !== 'own' && footing !== 'trusted';
    const credentials = isBare ? {} : await this.#credentials();
    const params = isBare ? link.search.slice(1) : this.getUrlParams(context, token);
    const query = typeof params === 'string' ? params : encodeParams(this.fill(params, context) as Params);
    const payload = this.preparePayload(context, token);
    const { body, contentType } = this.#body(payload === null ? null : this.fill(payload, context));
    const agent = this.config['user_agent'];
    return {
      method: this.httpMethod,
      url: link === null ? home : `${link.origin}${link.pathname}`,
      // An authenticator goes over the query even when it adds nothing, in the Singer SDK too.
      query: mergeQuery(query, credentials.params ?? {}),
      headers: {
        'User-Agent': typeof agent === 'string' ? agent : USER_AGENT,
        ...(contentType === null ? {} : { 'Content-Type': contentType }),
        ...this.headersFor(context),
        ...credentials.headers,
      },
      body,
    };
  }

  /** The link that a paginator of links has found; null for other tokens. It is relative to the page that it stands on. */
  #linkOf(context: Context | null, token: PageToken): URL | null {
    if (typeof token !== 'string' || !(this.#paginator instanceof BaseHATEOASPaginator)) return null;
    const here = this.getUrl(context);
    if (URL.canParse(token, here)) return new URL(token, here);
    throw new MeltemiError(
      'SourceRejected',
      `The link to the next page of stream \`${this.name}\` is no URL.`,
      'Look at what the API answers, and at `getNextUrl` of the paginator.',
    );
  }

  /** Which host is asked. */
  #target(context: Context | null, token: PageToken): URL {
    return this.#linkOf(context, token) ?? urlOf(this.getUrl(context));
  }

  #resetSeconds(response: Response, nowMs: number): number | null {
    const limit = this.rateLimit(response);
    return limit === null || limit.remaining > 0 ? null : Math.max(0, (limit.resetAt.getTime() - nowMs) / 1000);
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
    throw tokenError(response, this.run.nowMs());
  }
}
