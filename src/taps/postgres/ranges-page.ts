/**
 * A big full table in key order, by ranges: a page takes its share of every range, side by side, each by a query on a connection of its
 * own. The position names the place in each range, so a run goes on from any page, as `full-table.ts` does with one range.
 */
import type { Client } from 'pg';
import type { PageLimits } from '../../model/page-ref';
import type { PageWriter } from '../../pages/page-store';
import type { Extracted, ExtractRequest } from '../tap';
import type { KeyRange, RangesCursor } from './cursor';
import { readOrdered, type RowSink } from './ordered-page';
import { at, namesOf, requireSameOrder } from './page-context';
import { compareKeys } from './select-sql';
import { SharedPage } from './shared-page';
import type { TableFacts } from './table-facts';

/** Runs `read` inside a transaction on a connection of its own; `signal` ends it. Throws as `postgresFailure` does. */
export type WithTable = <T>(signal: AbortSignal, read: (client: Client, facts: TableFacts) => Promise<T>) => Promise<T>;

export async function readRangesPage(
  withTable: WithTable,
  request: ExtractRequest,
  cursor: RangesCursor,
  page: PageWriter,
  signal: AbortSignal,
): Promise<Extracted> {
  // A page of fewer rows than there are ranges takes from the first of them.
  const taken = cursor.ranges.slice(0, request.limits.maxRows);
  const limits = shareOf(request.limits, taken.length);
  const shared = new SharedPage(page);
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  let failure: { readonly error: unknown } | null = null;
  const rests = await Promise.all(
    taken.map(async (range) => {
      try {
        const sink = shared.sink();
        return await withTable(either, (client, facts) =>
          readRange(client, facts, { request: { ...request, limits }, by: cursor.by, range, sink, signal: either }),
        );
      } catch (error) {
        // The others are ended and waited for: none may touch the page or its connection once this call is over.
        failure ??= { error };
        shared.stop(error);
        stop.abort(error);
        return null;
      }
    }),
  );
  throwIfFailed(failure);
  const ranges = [...rests.filter((rest) => rest !== null), ...cursor.ranges.slice(taken.length)];
  if (ranges.length === 0) return { next: { kind: 'end' }, bookmark: null };
  return { next: at({ mode: 'ranges', by: cursor.by, ranges }), bookmark: null };
}

function throwIfFailed(failure: { readonly error: unknown } | null): void {
  if (failure !== null) throw failure.error;
}

function shareOf({ maxBytes, maxRows, maxSeconds }: PageLimits, readers: number): PageLimits {
  const share = (whole: number): number => Math.max(1, Math.floor(whole / readers));
  return { maxBytes: share(maxBytes), maxRows: share(maxRows), maxSeconds };
}

interface RangeRead {
  readonly request: ExtractRequest;
  readonly by: readonly string[];
  readonly range: KeyRange;
  readonly sink: RowSink;
  readonly signal: AbortSignal;
}

/** What is left of the range behind its share; null: nothing. */
async function readRange(client: Client, facts: TableFacts, read: RangeRead): Promise<KeyRange | null> {
  const { request, range, sink, signal } = read;
  const by = facts.primaryKey;
  requireSameOrder({ by: read.by }, by, { request, facts });
  const { stream, encoding, limits } = request;
  const { after, upTo, ...pace } = range;
  const conditions = upTo === null ? [] : [compareKeys(by, '<=', upTo)];
  const ordered = { facts, stream, encoding, limits, by, after, conditions, pace, keepTransaction: false };
  const result = await readOrdered(client, ordered, sink, signal);
  if (result.connected) await client.query('commit');
  return result.ended ? null : { after: result.last, upTo, ...result.pace };
}

/** The position before the first page of these ranges. */
export function startOfRanges(facts: TableFacts, ranges: readonly KeyRange[]): RangesCursor {
  return { mode: 'ranges', by: namesOf(facts.primaryKey), ranges };
}
