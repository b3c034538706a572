/** Full table in key order: every page is a range of the primary key, so a run goes on from any row. */
import type { Extracted } from '../tap';
import type { KeysCursor } from './cursor';
import { readOrdered } from './ordered-page';
import { at, namesOf, requireSameOrder, type PageContext } from './page-context';

/** The page's transaction is over or given up afterwards. */
export async function readKeysPage(context: PageContext, cursor: KeysCursor | null): Promise<Extracted> {
  const { client, facts, request, page, signal } = context;
  const by = facts.primaryKey;
  requireSameOrder(cursor, by, context);
  const { stream, encoding, limits } = request;
  const after = cursor?.after ?? null;
  const pace = cursor ?? {};
  const read = { facts, stream, encoding, limits, by, after, conditions: [], pace, keepTransaction: false };
  const result = await readOrdered(client, read, page, signal);
  if (result.connected) await client.query('commit');
  if (result.ended) return { next: { kind: 'end' }, bookmark: null };
  return { next: at({ mode: 'keys', by: namesOf(by), after: result.last, ...result.pace }), bookmark: null };
}
