/** Incremental streams: pages in the order of the replication key, each with the bookmark that is true after it. */
import type { Bookmark, Position } from '../../model/position';
import { quoteIdent } from '../../systems/postgres/quote';
import type { Extracted } from '../tap';
import { hashIn, isSameValue } from './boundary';
import {
  type Boundary,
  type KeysCursor,
  type NullsCursor,
  type OrderedCursor,
  type ScanCursor,
  type ValuesCursor,
} from './cursor';
import { bookmarkOf, completeBookmark, seenInTies, seenUpTo } from './incremental-bookmark';
import { incrementalStream, type IncrementalStream } from './incremental-stream';
import { needsScan, startAtBookmark, startScan, type ValuesStart } from './incremental-start';
import { readOrdered, type OrderedResult } from './ordered-page';
import { at, namesOf, requireSameOrder, type PageContext } from './page-context';
import { compareKeys, typedLiteral } from './select-sql';
import { readTiesPage } from './ties-page';

/** `position` is a start, or a cursor of this file. The transaction is committed. */
export async function readIncrementalPage(
  context: PageContext,
  position: { readonly bookmark: Bookmark | null } | { readonly cursor: Exclude<OrderedCursor, KeysCursor> },
): Promise<Extracted> {
  const stream = incrementalStream(context.request.stream, context.facts);
  const extracted =
    'cursor' in position
      ? await readOn(context, stream, position.cursor)
      : await readFirst(context, stream, position.bookmark);
  await context.client.query('commit');
  return extracted;
}

async function readFirst(
  context: PageContext,
  stream: IncrementalStream,
  bookmark: Bookmark | null,
): Promise<Extracted> {
  // A bookmark of another replication key says nothing about this one.
  if (bookmark !== null && bookmark.replicationKey === stream.key.name) {
    return readValues(context, stream, await startAtBookmark(context, stream, bookmark));
  }
  if (needsScan(context, stream)) return readScan(context, stream, await startScan(context, stream));
  // Rows without a value come first: were they last, a run that ends early would have moved the bookmark past them.
  return stream.nullable
    ? readNulls(context, stream, nullsStart(context))
    : readValues(context, stream, valuesStart(stream));
}

function readOn(
  context: PageContext,
  stream: IncrementalStream,
  cursor: Exclude<OrderedCursor, KeysCursor>,
): Promise<Extracted> {
  if (cursor.mode === 'values') {
    requireSameOrder(cursor, stream.by, context);
    return readValues(context, stream, { cursor, bound: null, value: cursor.after?.[0] ?? null });
  }
  requireSameOrder(cursor, context.facts.primaryKey, context);
  return cursor.mode === 'nulls' ? readNulls(context, stream, cursor) : readScan(context, stream, cursor);
}

function nullsStart({ facts }: PageContext): NullsCursor {
  return { mode: 'nulls', by: namesOf(facts.primaryKey), after: null };
}

function valuesStart(stream: IncrementalStream): ValuesStart {
  return { cursor: { mode: 'values', by: namesOf(stream.by), after: null }, bound: null, value: null };
}

async function readNulls(context: PageContext, stream: IncrementalStream, cursor: NullsCursor): Promise<Extracted> {
  const isNull = `${quoteIdent(stream.key.name)} is null`;
  const values = at(valuesStart(stream).cursor);
  if (!stream.unique) {
    // Without a key there is no place to go on from among them, so they are one page.
    await readTiesPage(context, [isNull]);
    return { next: values, bookmark: null };
  }
  const result = await readBy(context, context.facts.primaryKey, cursor, [isNull]);
  const next = result.ended ? values : at({ mode: 'nulls', by: cursor.by, after: result.last, ...result.pace });
  return { next, bookmark: null };
}

async function readScan(context: PageContext, stream: IncrementalStream, cursor: ScanCursor): Promise<Extracted> {
  const { until, seen } = cursor;
  const result = await readBy(context, context.facts.primaryKey, cursor, [scanCondition(context, stream, cursor)]);
  if (!result.ended) {
    const { mode, by } = cursor;
    const kept = seen === undefined ? {} : { seen };
    return { next: at({ mode, by, after: result.last, until, ...kept, ...result.pace }), bookmark: null };
  }
  return { next: END, bookmark: until === null ? null : bookmarkOf(stream, until, seen) };
}

function scanCondition({ request }: PageContext, stream: IncrementalStream, { until, seen }: ScanCursor): string {
  const column = quoteIdent(stream.key.name);
  if (until === null) return `${column} is null`;
  const literal = typedLiteral(until, stream.key.sqlType);
  const upTo =
    seen?.hashes === undefined || seen.hashes.length === 0
      ? `${column} <= ${literal}`
      : `(${column} < ${literal} or (${column} = ${literal} and ${hashIn(request.stream, seen.hashes)}))`;
  return stream.nullable ? `(${column} is null or ${upTo})` : upTo;
}

async function readValues(context: PageContext, stream: IncrementalStream, start: ValuesStart): Promise<Extracted> {
  const { cursor } = start;
  const column = quoteIdent(stream.key.name);
  const after = cursor.after === null ? null : compareKeys(stream.by, '>', cursor.after);
  const notNull = stream.nullable && start.bound === null && after === null ? `${column} is not null` : null;
  const conditions = [start.bound, notNull, skipCondition(context, stream, cursor)].filter((each) => each !== null);
  const read = [...conditions, ...(after === null ? [] : [after])];
  if (!stream.unique) {
    const ties = await readTiesPage(context, read, { key: stream.key, pace: cursor });
    if (ties.last === null) return { next: END, bookmark: null };
    const seen = await seenInTies(context, stream, ties.last);
    const next = ties.ended ? END : at({ ...moved(cursor, [ties.last], undefined), ...ties.pace });
    return { next, bookmark: bookmarkOf(stream, ties.last, seen) };
  }
  const result = await readBy(context, stream.by, cursor, conditions);
  const last = result.last?.[0];
  if (result.last === null || last === undefined) return { next: END, bookmark: null };
  const seen = await seenUpTo(context, stream, start, { last: result.last, read });
  const bookmark =
    stream.comparison === 'gt' && !result.ended
      ? await completeBookmark(context, stream, result.last, read)
      : bookmarkOf(stream, last, seen);
  if (result.ended) return { next: END, bookmark };
  const skip = await skipStill(context, stream, cursor, last);
  return { next: at({ ...moved(cursor, result.last, seen), ...skip, ...result.pace }), bookmark };
}

const END: Position = { kind: 'end' };

function readBy(
  { client, facts, request, page, signal }: PageContext,
  by: IncrementalStream['by'],
  cursor: OrderedCursor,
  conditions: readonly string[],
): Promise<OrderedResult> {
  const { stream, encoding, limits } = request;
  const { after } = cursor;
  const read = { facts, stream, encoding, limits, by, after, conditions, pace: cursor, keepTransaction: true };
  return readOrdered(client, read, page, signal);
}

function moved(cursor: ValuesCursor, after: readonly string[], seen: Boundary | undefined): ValuesCursor {
  return { mode: 'values', by: cursor.by, after, ...(seen === undefined ? {} : { seen }) };
}

function skipCondition({ request }: PageContext, { key }: IncrementalStream, { skip }: ValuesCursor): string | null {
  if (skip === undefined || skip.hashes.length === 0) return null;
  const literal = typedLiteral(skip.value, key.sqlType);
  return `not (${quoteIdent(key.name)} = ${literal} and ${hashIn(request.stream, skip.hashes)})`;
}

/** The rows to leave out stay known while pages are still at their value. */
async function skipStill(
  { client }: PageContext,
  { key }: IncrementalStream,
  { skip }: ValuesCursor,
  last: string,
): Promise<Pick<ValuesCursor, 'skip'>> {
  return skip !== undefined && (await isSameValue(client, key, skip.value, last)) ? { skip } : {};
}
