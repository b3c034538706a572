/** A page of a table without a primary key: a range of the replication key with all rows of its last value. */
import { CopyOut } from '../../systems/postgres/copy-out';
import { quoteIdent } from '../../systems/postgres/quote';
import { rowsToAsk, type Pace } from './ordered-page';
import type { PageContext } from './page-context';
import { columnList, compareKeys, copyOutSql, where } from './select-sql';
import type { KeyColumn } from './table-facts';

export interface TiesResult {
  /** The highest value in the page; null for a page without rows, or without an order. */
  readonly last: string | null;
  readonly ended: boolean;
  readonly pace: Pace;
}

/** Without `order`: all rows that meet `conditions`, as one page. */
export async function readTiesPage(
  context: PageContext,
  conditions: readonly string[],
  order?: { readonly key: KeyColumn; readonly pace: Pace },
): Promise<TiesResult> {
  const { client, facts, request, page, signal } = context;
  const upTo = order === undefined ? null : await upperBound(context, conditions, order);
  const bounds = order === undefined || upTo === null ? [] : [compareKeys([order.key], '<=', [upTo.value])];
  const query = `select ${columnList(request.stream)} from ${facts.from}${where([...conditions, ...bounds])}`;
  const copy = CopyOut.start(client, copyOutSql(query, request.encoding), request.encoding);
  let rows = 0;
  let bytes = 0;
  for (let piece = await copy.read(); piece !== null; piece = await copy.read()) {
    await page.write(piece.chunk, piece.rows);
    signal.throwIfAborted();
    rows += piece.rows;
    bytes += piece.chunk.length;
  }
  const pace = rows === 0 ? {} : { rowBytes: Math.max(1, Math.round(bytes / rows)) };
  return { last: upTo?.value ?? null, ended: upTo === null || upTo.isLast, pace };
}

/** The value of the row that fills the page, or the highest one when all rows fit; null when there are none. */
async function upperBound(
  { client, facts, request }: PageContext,
  conditions: readonly string[],
  { key, pace }: { readonly key: KeyColumn; readonly pace: Pace },
): Promise<{ readonly value: string; readonly isLast: boolean } | null> {
  const column = quoteIdent(key.name);
  const rows = rowsToAsk({ limits: request.limits, facts, pace });
  const find = async (order: string): Promise<string | null> => {
    const found = await client.query<{ value: string }>(
      `select k.v::text as value from (select ${column} as v from ${facts.from}${where(conditions)} order by 1 ${order} limit 1) k`,
    );
    return found.rows[0]?.value ?? null;
  };
  const filling = await find(`offset ${rows - 1}`);
  if (filling !== null) return { value: filling, isLast: false };
  const highest = await find('desc');
  return highest === null ? null : { value: highest, isLast: true };
}
