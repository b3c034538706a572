/** The paginators of declared streams: those of the SDK, with the ends that a declaration may name. */
import { assertNever } from '../../model/errors';
import type { JsonValue } from '../../model/json';
import type { RestPagination } from '../../model/rest-declaration';
import type { Response } from '../http/response';
import { firstAt } from '../json-path';
import type { BaseAPIPaginator, PageToken } from '../pagination/paginator';
import {
  BaseHATEOASPaginator,
  BaseOffsetPaginator,
  BasePageNumberPaginator,
  HeaderLinkPaginator,
  JSONPathPaginator,
  SimpleHeaderPaginator,
  SinglePagePaginator,
} from '../pagination/paginators';
import { textOf } from './fill';

/** `isPage`: false for an answer that stands for none, such as an ignored 404: no page follows it. */
export function declaredPaginator(
  pagination: RestPagination,
  isPage: (response: Response) => boolean,
): BaseAPIPaginator {
  const paginator = plainPaginator(pagination);
  const { hasMore, total, emptyPage } = pagination;
  const isBeforeTotal = (response: Response): boolean =>
    total === null || reached(pagination, paginator.currentValue) < numberAt(response, total);
  paginator.hasMore = (response) =>
    (hasMore === null || isTrue(firstAt(response.json(), hasMore))) && isBeforeTotal(response);
  paginator.continueIfEmpty = (response) => emptyPage === 'continue' && isPage(response);
  return paginator;
}

function plainPaginator({ type, start, pageSize, from, fromHeader }: RestPagination): BaseAPIPaginator {
  switch (type) {
    case 'single':
      return new SinglePagePaginator();
    case 'page_number':
      return new BasePageNumberPaginator(start);
    case 'offset':
      return new BaseOffsetPaginator(start, pageSize ?? 1);
    case 'cursor':
      return fromHeader === null ? new JSONPathPaginator(from ?? '$.next') : new SimpleHeaderPaginator(fromHeader);
    case 'header_link':
      return new HeaderLinkPaginator();
    case 'next_url':
      return new NextUrlPaginator(from ?? '$.next');
    default:
      return assertNever(type, 'pagination');
  }
}

class NextUrlPaginator extends BaseHATEOASPaginator {
  constructor(readonly jsonpath: string) {
    super();
  }

  getNextUrl(response: Response): string | null {
    const url = firstAt(response.json(), this.jsonpath);
    return typeof url === 'string' ? url : null;
  }
}

/** Pages, or records, that have been asked for with the answer to `token`. */
function reached({ type, start, pageSize }: RestPagination, token: PageToken): number {
  const at = typeof token === 'number' ? token : start;
  return type === 'offset' ? at + (pageSize ?? 1) - start : at - start + 1;
}

/** Infinite for an answer that does not say: the empty page is the end then. */
function numberAt(response: Response, path: string): number {
  const value = firstAt(response.json(), path);
  const text = value === null ? '' : textOf(value).trim();
  return text === '' || Number.isNaN(Number(text)) ? Infinity : Number(text);
}

function isTrue(value: JsonValue): boolean {
  return value !== null && value !== false && value !== 0 && value !== '' && value !== 'false';
}
