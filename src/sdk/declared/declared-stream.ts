/** Streams that are declared, as classes of the SDK: paging, children, retries and bookmarks are those of every other stream. */
import { MeltemiError } from '../../model/errors';
import type { JsonObject, JsonValue } from '../../model/json';
import type { RestDeclaration, RestStreamDeclaration } from '../../model/rest-declaration';
import type { Authenticator } from '../auth/authenticators';
import type { Context, SdkRecord } from '../context';
import type { Params } from '../http/query';
import type { Response } from '../http/response';
import { isObject } from '../json-schema';
import { valuesAt } from '../json-path';
import type { BaseAPIPaginator, PageToken } from '../pagination/paginator';
import { type RecordPage, RestStream } from '../rest-stream';
import type { StreamClass } from '../stream';
import { bookmarkValue } from './declared-bookmark';
import { declaredAuthenticator } from './declared-auth';
import { declaredPaginator } from './declared-paginators';
import { fillPath, fillText, fillValue, textOf, type Filling } from './fill';
import { pickContext } from './pick-context';
import { paramsOf, withPayloadValues, type SpotValue } from './request-spot';

/** What a stream has to know of those around it. */
export interface DeclaredFamily {
  readonly parent: StreamClass<JsonObject> | null;
  /** The stream's own key and those of the streams above it. */
  readonly contextKeys: readonly string[];
  /** What all child streams want of a record, by the keys of their contexts. */
  readonly childContext: Readonly<Record<string, string>>;
}

export function declaredStreamClass(
  { urlBase, auth }: RestDeclaration,
  declared: RestStreamDeclaration,
  family: DeclaredFamily,
): StreamClass<JsonObject> {
  const { incremental, limits, pagination, schema } = declared;
  return class DeclaredStream extends RestStream {
    override readonly name = declared.name;
    override readonly path = declared.path;
    override readonly httpMethod = declared.method;
    override readonly schemaFile = typeof schema === 'string' ? schema : null;
    override readonly primaryKeys = declared.primaryKeys;
    override readonly replicationKey = declared.replicationKey;
    override readonly replicationComparison = incremental.comparison;
    override readonly lookbackSeconds = incremental.lookbackSeconds;
    override readonly isSorted = incremental.isSorted;
    override readonly parentStream = family.parent;
    override readonly statePartitioningKeys = family.parent === null ? null : family.contextKeys;
    override readonly ignoreParentReplicationKey = declared.readsAllParents;
    override readonly payloadAsJson = declared.payloadForm === 'json';
    override readonly allowedHosts = declared.allowedHosts;
    override readonly trustedHosts = declared.trustedHosts;
    override readonly extraRetryStatuses = declared.retryStatuses;

    constructor(...given: ConstructorParameters<StreamClass<JsonObject>>) {
      super(...given);
      // What is not said stays as the SDK has it.
      const said = Object.entries(limits).filter(([, value]) => value !== null);
      Object.assign(this, Object.fromEntries(said), typeof schema === 'string' ? {} : { schema });
    }

    override get urlBase(): string {
      return fillText(urlBase, { values: this.config, what: '`url_base`' });
    }

    override get authenticator(): Authenticator | null {
      return declaredAuthenticator(auth, this.config);
    }

    override getUrl(context: Context | null): string {
      const path = fillPath(declared.path, this.#filling(context, 'path'));
      const base = this.urlBase;
      return path === '' ? base : `${base.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
    }

    override getUrlParams(context: Context | null, token: PageToken): Params | string {
      const ofLink = super.getUrlParams(context, token);
      if (typeof ofLink === 'string') return ofLink;
      const filled = fillValue(declared.params, this.#filling(context, 'params')) as JsonObject;
      const params = { ...filled, ...paramsOf(this.#values(context, token)) };
      return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, paramValue(value)]));
    }

    override preparePayload(context: Context | null, token: PageToken): JsonObject | null {
      const payload = fillValue(declared.payload, this.#filling(context, 'payload')) ?? null;
      // A list is a payload, too; the SDK's type is that of most APIs.
      return withPayloadValues(payload, this.#values(context, token)) as JsonObject | null;
    }

    override getNewPaginator(): BaseAPIPaginator {
      return declaredPaginator(pagination, (response) => !isWithoutRecords(response));
    }

    override validateResponse(response: Response): void {
      if (!isWithoutRecords(response)) super.validateResponse(response);
    }

    override parseResponse(response: Response): Iterable<SdkRecord> {
      return isWithoutRecords(response) ? [] : recordsOf(response.json());
    }

    override async *pages(
      context: Context | null,
      ...from: [PageToken?, RecordPage['trail']?]
    ): AsyncGenerator<RecordPage> {
      // A parent that refers to nothing has no children; its other child streams may have some.
      if (family.contextKeys.some((key) => (context?.[key] ?? null) === null)) return;
      yield* super.pages(context, ...from);
    }

    override getChildContext(record: SdkRecord, context: Context | null): Context {
      return { ...context, ...pickContext(declared.name, family.childContext, record) };
    }

    /** Filled where they are made: what a token or a bookmark says is no placeholder. */
    protected override fill(value: JsonValue): JsonValue {
      return value;
    }

    protected override headersFor(context: Context | null): Readonly<Record<string, string>> {
      const filled = fillValue(declared.headers, this.#filling(context, 'headers')) as JsonObject;
      return Object.fromEntries(Object.entries(filled).map(([name, value]) => [name, textOf(value)]));
    }

    #filling(context: Context | null, part: string): Filling {
      return { values: { ...this.config, ...context }, what: `\`${part}\` of stream \`${declared.name}\`` };
    }

    /** What a request has of its place in the stream. */
    #values(context: Context | null, token: PageToken): readonly SpotValue[] {
      const { pageSizeSpot, pageSize } = pagination;
      return [
        { spot: pageSizeSpot, value: pageSize ?? undefined },
        { spot: pagination.token, value: token ?? undefined },
        { spot: incremental.spot, value: incremental.spot === null ? undefined : this.#bookmark(context) },
      ];
    }

    #bookmark(context: Context | null): JsonValue | undefined {
      const bookmark = {
        value: this.getStartingReplicationKeyValue(context),
        time: () => this.getStartingTimestamp(context),
      };
      const { values, what } = this.#filling(context, 'incremental');
      return bookmarkValue(incremental, bookmark, values, what);
    }
  };

  function isWithoutRecords({ status }: Response): boolean {
    return status === NO_CONTENT || declared.ignoreStatuses.includes(status);
  }

  function recordsOf(answer: JsonValue): readonly SdkRecord[] {
    const found = valuesAt(answer, declared.records).flatMap((value) =>
      Array.isArray(value) ? (value as readonly JsonValue[]) : [value],
    );
    if (found.every(isObject)) return found;
    throw new MeltemiError(
      'RecordInvalid',
      `What stream \`${declared.name}\` finds at \`${declared.records}\` of an answer is not all objects.`,
      'Correct `records` of the stream: it names the list of the records.',
    );
  }
}

const NO_CONTENT = 204;

/** Booleans as they stand in URLs, numbers with all their digits. */
function paramValue(value: JsonValue): JsonValue {
  if (value === null) return null;
  return Array.isArray(value) ? (value as readonly JsonValue[]).map(textOf) : textOf(value);
}
