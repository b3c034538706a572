import {
  APIKeyAuthenticator,
  BaseOffsetPaginator,
  BasePageNumberPaginator,
  RestStream,
  type SdkResponse,
} from 'meltemi/sdk';
import type { Config } from './tap';

export abstract class TotangoStream extends RestStream<Config> {
  httpMethod = 'POST' as const;

  get urlBase(): string {
    return this.config.api_url;
  }

  get authenticator() {
    return new APIKeyAuthenticator('app-token', this.config.auth_token);
  }
}

/** Of users and accounts: `offset` counts records. */
export class OffsetPaginator extends BaseOffsetPaginator {
  hasMore(response: SdkResponse): boolean {
    return hitsIn(response) === this.pageSize;
  }
}

/** Of events: `offset` counts pages, https://support.totango.com/hc/en-us/articles/360048132792-Search-API-events */
export class PagePaginator extends BasePageNumberPaginator {
  constructor(
    firstPage: number,
    readonly pageSize: number,
  ) {
    super(firstPage);
  }

  hasMore(response: SdkResponse): boolean {
    return hitsIn(response) === this.pageSize;
  }
}

/** Of 100 calls a minute none is spent on an empty page: one that is not full is the last. */
function hitsIn(response: SdkResponse): number {
  const answer = response.json() as { response: Record<string, { hits: readonly unknown[] }> };
  return Object.values(answer.response).flatMap(({ hits }) => hits).length;
}
