/** Where an incremental stream begins: the bookmark and its comparison turned into conditions, or a first load's way. */
import type { Bookmark } from '../../model/position';
import { quoteIdent } from '../../systems/postgres/quote';
import { databaseText } from './bookmark-value';
import { boundaryOf, hashIn, sameRows, type BoundarySource } from './boundary';
import { readBoundary, type Boundary, type ScanCursor, type ValuesCursor } from './cursor';
import type { IncrementalStream } from './incremental-stream';
import { rowsToAsk } from './ordered-page';
import { namesOf, type PageContext } from './page-context';
import { typedLiteral } from './select-sql';

/** A first page of values: a cursor that has not moved, with the bookmark's bound. */
export interface ValuesStart {
  readonly cursor: ValuesCursor;
  /** `"updated_at" > '...'`; null without a bookmark. */
  readonly bound: string | null;
  /** The bookmark's value, to which `cursor.seen` belongs. */
  readonly value: string | null;
}

export async function startAtBookmark(
  context: PageContext,
  stream: IncrementalStream,
  bookmark: Bookmark,
): Promise<ValuesStart> {
  const value = await databaseText(context.client, bookmark, stream.key, context.request.stream.name);
  const fresh: ValuesCursor = { mode: 'values', by: namesOf(stream.by), after: null };
  const literal = typedLiteral(value, stream.key.sqlType);
  const column = quoteIdent(stream.key.name);
  const start = (operator: '>' | '>=', more: Partial<ValuesCursor> = {}): ValuesStart => ({
    cursor: { ...fresh, ...more },
    bound: `${column} ${operator} ${literal}`,
    value,
  });
  if (stream.comparison === 'gt') return start('>');
  const known = stream.comparison === 'exact' ? readBoundary(bookmark.boundary) : null;
  if (known === null) return start('>=');
  const source = { facts: context.facts, stream: context.request.stream };
  const now = await boundaryOf(context.client, source, [`${column} = ${literal}`]);
  if (sameRows(now, known)) return start('>', { seen: known });
  const left =
    known.hashes === undefined ? null : await stillThere(context, source, `${column} = ${literal}`, known.hashes);
  // Without the hashes, or where a row and its equal cannot be told apart, repeating the ties loses nothing.
  return left?.hashes === undefined ? start('>=') : start('>=', { seen: left, skip: { value, hashes: left.hashes } });
}

/** Of the rows with these hashes those that are there now; null when one of them has more copies than it had. */
async function stillThere(
  context: PageContext,
  source: BoundarySource,
  condition: string,
  hashes: readonly string[],
): Promise<Boundary | null> {
  if (hashes.length === 0) return { count: 0, sum: '0', hashes: [] };
  const now = await boundaryOf(context.client, source, [condition, hashIn(source.stream, hashes)]);
  const copies = (list: readonly string[], hash: string): number => list.filter((each) => each === hash).length;
  const isCovered = now.hashes?.every((hash) => copies(now.hashes ?? [], hash) <= copies(hashes, hash)) === true;
  return isCovered ? now : null;
}

/**
 * A first load whose order no index gives would sort the table for every page, so it goes by primary key and the bookmark
 * comes at its end: the highest value there was before the first page. That is exact because only rows up to that value
 * are read: a row at or below it throughout the run is met by the walk over the keys, and one that rises above it, before
 * or after it was met, is read by the next run. At the value itself only the rows that were there when it was taken.
 */
export async function startScan(context: PageContext, stream: IncrementalStream): Promise<ScanCursor> {
  const { client, facts, request } = context;
  const column = quoteIdent(stream.key.name);
  const { rows } = await client.query<{ value: string }>(
    `select k.v::text as value from (select ${column} as v from ${facts.from} where ${column} is not null order by 1 desc limit 1) k`,
  );
  const until = rows[0]?.value ?? null;
  const cursor: ScanCursor = { mode: 'scan', by: namesOf(facts.primaryKey), after: null, until };
  if (until === null || stream.comparison !== 'exact') return cursor;
  const literal = typedLiteral(until, stream.key.sqlType);
  const seen = await boundaryOf(client, { facts, stream: request.stream }, [`${column} = ${literal}`]);
  return { ...cursor, seen };
}

/** True when ordered pages would sort the table again and again. */
export function needsScan({ facts, request }: PageContext, stream: IncrementalStream): boolean {
  if (facts.primaryKey.length === 0 || facts.indexedFirst.has(stream.key.name)) return false;
  const onePage = rowsToAsk({ limits: request.limits, facts, pace: {} });
  if (facts.rowsAtMost !== null && facts.rowsAtMost <= onePage) return false;
  return facts.estimate === null || facts.estimate.rows > onePage;
}
