/** `pagination:` of a block `rest:` or of one of its streams. */
import { EMPTY_PAGES, type RestPagination } from '../../model/rest-declaration';
import { attempt, type OnProblem } from '../problems';
import { asMapping, type Tree } from '../tree';
import { readSpot } from './request-spot';
import { PAGINATION_KEYS } from './rest-keys';
import { typedSection } from './typed-section';

const ONE_PAGE: RestPagination = {
  type: 'single',
  token: null,
  start: 0,
  from: null,
  fromHeader: null,
  pageSize: null,
  pageSizeSpot: null,
  hasMore: null,
  total: null,
  emptyPage: 'stop',
};

/** The parameter of a type that has one, when nothing is said; the first number. */
const TOKENS = {
  page_number: { param: 'page', start: 1 },
  offset: { param: 'offset', start: 0 },
  cursor: { param: 'cursor', start: 0 },
} as const;

/** `what`: for messages, ``\`pagination\` of stream `users` ``. */
export function readPagination(tree: Tree | null, what: string, note: OnProblem): RestPagination {
  if (tree === null) return ONE_PAGE;
  const mapping = attempt(note, () => asMapping(tree, what), null);
  const typed = mapping === null ? null : typedSection(mapping, what, PAGINATION_KEYS, note);
  if (typed === null || typed.type === 'single') return ONE_PAGE;
  const { section, type } = typed;
  const usual = type === 'header_link' || type === 'next_url' ? null : TOKENS[type];
  const pageSize = section.number('page_size', { least: 1 });
  const pageSizeSpot =
    readSpot(section, 'page_size_') ?? (type === 'offset' ? { place: 'params', name: 'limit' } : null);
  if (type === 'offset' && !section.has('page_size'))
    section.wrong(
      section.mapping.place,
      `${what} of type \`offset\` has no \`page_size\`.`,
      'Say how many records a page has.',
    );
  if (type !== 'offset' && pageSize !== null && pageSizeSpot === null)
    section.wrong(
      section.place('page_size'),
      `\`page_size\` of ${what} is sent nowhere.`,
      'Add `page_size_param`, the name of the parameter.',
    );
  if (type === 'cursor' && section.has('from') === section.has('from_header'))
    section.wrong(
      section.mapping.place,
      `${what} does not say where the next token is.`,
      'Give either `from`, a JSONPath, or `from_header`.',
    );
  if (type === 'next_url' && !section.has('from'))
    section.wrong(
      section.mapping.place,
      `${what} does not say where the next URL is.`,
      'Give `from`, a JSONPath such as `$.next`.',
    );
  return {
    type,
    token: usual === null ? null : (readSpot(section) ?? { place: 'params', name: usual.param }),
    start: section.number('start', { least: 0 }) ?? usual?.start ?? 0,
    from: section.jsonPath('from'),
    fromHeader: section.text('from_header'),
    pageSize,
    pageSizeSpot,
    hasMore: section.jsonPath('has_more'),
    total: section.jsonPath(type === 'offset' ? 'total' : 'total_pages'),
    // Where a token says that there is more, an empty page is no end: filters of some APIs leave them in the middle.
    emptyPage: section.choice(
      'empty_page',
      EMPTY_PAGES,
      type === 'page_number' || type === 'offset' ? 'stop' : 'continue',
    ),
  };
}
