/** What an incremental page lets the next run know: its bookmark, and the rows seen at the bookmark's value. */
import type { Bookmark } from '../../model/position';
import { quoteIdent } from '../../systems/postgres/quote';
import { singerValue } from './bookmark-value';
import { boundaryOf, isSameValue, together } from './boundary';
import type { Boundary } from './cursor';
import type { IncrementalStream } from './incremental-stream';
import type { ValuesStart } from './incremental-start';
import type { PageContext } from './page-context';
import { compareKeys, typedLiteral, where } from './select-sql';

export function bookmarkOf(stream: IncrementalStream, value: string, seen: Boundary | undefined): Bookmark {
  return {
    replicationKey: stream.key.name,
    value: singerValue(value, stream.key.sqlType),
    ...(seen === undefined ? {} : { boundary: { ...seen } }),
  };
}

/** Rows at the page's last value: those of this page and, when it began inside the same ties, those seen before. */
export async function seenUpTo(
  context: PageContext,
  stream: IncrementalStream,
  start: ValuesStart,
  { last, read }: { readonly last: readonly string[]; readonly read: readonly string[] },
): Promise<Boundary | undefined> {
  const [value] = last;
  if (stream.comparison !== 'exact' || value === undefined) return undefined;
  const { client, facts, request } = context;
  const atLast = `${quoteIdent(stream.key.name)} = ${typedLiteral(value, stream.key.sqlType)}`;
  const ofPage = await boundaryOf(client, { facts, stream: request.stream }, [
    ...read,
    atLast,
    compareKeys(stream.by, '<=', last),
  ]);
  const { seen } = start.cursor;
  if (seen === undefined || start.value === null) return ofPage;
  return (await isSameValue(client, stream.key, start.value, value)) ? together(seen, ofPage) : ofPage;
}

/** Pages without a key hold whole ties, so everything at their last value was seen, now or by an earlier run. */
export async function seenInTies(
  context: PageContext,
  stream: IncrementalStream,
  last: string,
): Promise<Boundary | undefined> {
  if (stream.comparison !== 'exact') return undefined;
  const { client, facts, request } = context;
  const atLast = `${quoteIdent(stream.key.name)} = ${typedLiteral(last, stream.key.sqlType)}`;
  return boundaryOf(client, { facts, stream: request.stream }, [atLast]);
}

/**
 * For `gt`: the next run starts behind the bookmark, so a value whose ties go on behind this page must not be one yet.
 * Null: this page ends no value.
 */
export async function completeBookmark(
  { client, facts }: PageContext,
  stream: IncrementalStream,
  last: readonly string[],
  read: readonly string[],
): Promise<Bookmark | null> {
  const [value = ''] = last;
  const column = quoteIdent(stream.key.name);
  const literal = typedLiteral(value, stream.key.sqlType);
  const goesOn = await client.query<{ more: string }>(
    `select exists (select from ${facts.from}${where([`${column} = ${literal}`, compareKeys(stream.by, '>', last)])}) as more`,
  );
  if (goesOn.rows[0]?.more !== 't') return bookmarkOf(stream, value, undefined);
  const { rows } = await client.query<{ value: string }>(
    `select k.v::text as value from (select ${column} as v from ${facts.from}${where([...read, `${column} < ${literal}`])}` +
      ` order by 1 desc limit 1) k`,
  );
  return rows[0] === undefined ? null : bookmarkOf(stream, rows[0].value, undefined);
}
