/** The paginators of the Singer SDK. */
import type { Response } from '../http/response';
import { firstAt } from '../json-path';
import { BaseAPIPaginator, type PageToken } from './paginator';

/** One request. */
export class SinglePagePaginator extends BaseAPIPaginator {
  constructor() {
    super(null);
  }

  getNext(): null {
    return null;
  }
}

/** The token lies in the body, at a JSONPath. */
export class JSONPathPaginator extends BaseAPIPaginator {
  constructor(readonly jsonpath: string) {
    super(null);
  }

  getNext(response: Response): PageToken | null {
    return firstAt(response.json(), this.jsonpath);
  }
}

/** The token is a header. */
export class SimpleHeaderPaginator extends BaseAPIPaginator {
  constructor(readonly key: string) {
    super(null);
  }

  getNext(response: Response): string | null {
    return response.header(this.key);
  }
}

/** The next page has a URL. */
export abstract class BaseHATEOASPaginator extends BaseAPIPaginator<string | null> {
  constructor() {
    super(null);
  }

  abstract getNextUrl(response: Response): string | null;

  getNext(response: Response): string | null {
    return this.getNextUrl(response);
  }
}

/** `Link: <https://...>; rel="next"`. */
export class HeaderLinkPaginator extends BaseHATEOASPaginator {
  getNextUrl(response: Response): string | null {
    const links = response.header('link') ?? '';
    for (const [, url = '', attributes = ''] of links.matchAll(
      /<([^>]*)>((?:\s*;\s*[^"=,;]+(?:="[^"]*"|=[^",;]*)?)*)/g,
    )) {
      if (/;\s*rel\s*=\s*"?[^";]*\bnext\b/i.test(attributes)) return url;
    }
    return null;
  }
}

/** 1, 2, 3, ... until a page has no records, or `hasMore` says so. */
export class BasePageNumberPaginator extends BaseAPIPaginator<number> {
  getNext(): number {
    return this.currentValue + 1;
  }

  override getAhead(token: number): number {
    return token + 1;
  }
}

/** 0, 100, 200, ... until a page has no records, or `hasMore` says so. */
export class BaseOffsetPaginator extends BaseAPIPaginator<number> {
  constructor(
    startValue: number,
    readonly pageSize: number,
  ) {
    super(startValue);
  }

  getNext(): number {
    return this.currentValue + this.pageSize;
  }

  override getAhead(token: number): number {
    return token + this.pageSize;
  }
}

/** What `getNextPageToken` of a stream says. */
export class LegacyStreamPaginator extends BaseAPIPaginator {
  constructor(readonly next: (response: Response, previous: PageToken) => PageToken | null) {
    super(null);
  }

  getNext(response: Response): PageToken | null {
    return this.next(response, this.currentValue);
  }
}
