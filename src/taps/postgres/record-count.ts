/** `max_record_count`: a stream ends when so many of its rows were read, whatever pages they came in. */
import type { JsonValue } from '../../model/json';
import type { Position } from '../../model/position';
import type { PageWriter } from '../../pages/page-store';
import type { Extracted, ExtractRequest } from '../tap';

/**
 * `extract` reads a page of the request that it is given. A table without a key, read by its replication key, may exceed the count by rows of one
 * value, which are never divided.
 */
export async function withinCount(
  max: number,
  request: ExtractRequest,
  page: PageWriter,
  extract: (limited: ExtractRequest) => Promise<Extracted>,
): Promise<Extracted> {
  const { taken, position } = takenSoFar(request.position);
  const before = page.rows;
  const limits = { ...request.limits, maxRows: Math.min(request.limits.maxRows, max - taken) };
  const { next, bookmark } = await extract({ ...request, position, limits });
  const now = taken + page.rows - before;
  if (next.kind !== 'cursor') return { next, bookmark };
  if (now >= max) return { next: { kind: 'end' }, bookmark };
  return { next: { kind: 'cursor', cursor: { taken: now, at: next.cursor } }, bookmark };
}

function takenSoFar(position: Position): { readonly taken: number; readonly position: Position } {
  const counted = position.kind === 'cursor' ? counts(position.cursor) : null;
  return counted === null
    ? { taken: 0, position }
    : { taken: counted.taken, position: { kind: 'cursor', cursor: counted.at } };
}

function counts(cursor: JsonValue): { readonly taken: number; readonly at: JsonValue } | null {
  if (typeof cursor !== 'object' || cursor === null || !('taken' in cursor) || !('at' in cursor)) return null;
  const { taken, at } = cursor;
  return typeof taken === 'number' && at !== undefined ? { taken, at } : null;
}
