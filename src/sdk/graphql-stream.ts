/** A stream of a GraphQL API. */
import { MeltemiError } from '../model/errors';
import type { JsonObject, JsonValue } from '../model/json';
import type { Context, SdkRecord } from './context';
import type { HttpMethod } from './http/request';
import type { Response } from './http/response';
import { valuesAt } from './json-path';
import type { PageToken } from './pagination/paginator';
import { RestStream } from './rest-stream';

export abstract class GraphQLStream<Config extends JsonObject = JsonObject> extends RestStream<Config> {
  override readonly httpMethod: HttpMethod = 'POST';
  /** A query, or what stands inside `query { ... }`. Its variables are what `getUrlParams` gives. */
  abstract readonly query: string;

  /** Empty: the field of the stream's name, `$.data.<name>[*]`. */
  override readonly recordsJsonpath: string = '';

  override parseResponse(response: Response): Iterable<SdkRecord> {
    const path = this.recordsJsonpath === '' ? `$.data.${this.name}[*]` : this.recordsJsonpath;
    return valuesAt(response.json(), path) as readonly SdkRecord[];
  }

  override preparePayload(context: Context | null, nextPageToken: PageToken): JsonObject {
    const params = this.getUrlParams(context, nextPageToken);
    const query = this.query
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .join(' ');
    const variables: JsonValue = typeof params === 'string' ? Object.fromEntries(new URLSearchParams(params)) : params;
    return { query: query.startsWith('query') ? query : `query { ${query} }`, variables };
  }

  /** An answer with errors has status 200 and would pass as one without records. */
  override validateResponse(response: Response): void {
    super.validateResponse(response);
    const body = response.json();
    const errors = typeof body === 'object' && body !== null && 'errors' in body ? body['errors'] : null;
    if (!Array.isArray(errors) || errors.length === 0) return;
    throw new MeltemiError(
      'SourceRejected',
      `The GraphQL query of stream \`${this.name}\` was answered with ${errors.length} errors.`,
      'Run the query by hand and look at its `errors`.',
    );
  }
}
