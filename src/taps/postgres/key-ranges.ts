/** Divides a full table with a primary key into ranges of keys, by a sample of its rows. */
import type { Client } from 'pg';
import type { PageLimits } from '../../model/page-ref';
import type { KeyRange } from './cursor';
import { orderList } from './select-sql';
import { rangeCount, storageOf } from './storage';
import { rowsOf, type TableFacts } from './table-facts';

/** Some 2.4 MB are read for it, in milliseconds; ranges of a table in the order of its key come out equal within some tenth. */
const SAMPLED_BLOCKS = 300;
/** Of a position's 4 KiB, with room for keys that are longer than those of the sample. */
const BOUNDS_BYTES = 1500;

export interface Division {
  /** One: the table is small, or cannot be divided. */
  readonly ranges: readonly KeyRange[];
  /** Why it cannot be divided, as a clause; null: it can. */
  readonly reason: string | null;
}

const WHOLE: readonly KeyRange[] = [{ after: null, upTo: null }];

/** Inside the transaction of `facts`. Each key belongs to exactly one of the ranges. */
export async function divideByKey(
  client: Client,
  facts: TableFacts,
  most: number,
  limits: PageLimits,
): Promise<Division> {
  const storage = await storageOf(client, facts.table);
  if (storage.indivisible !== null) return { ranges: WHOLE, reason: storage.indivisible };
  const count = rangeCount(storage, most, limits.maxBytes);
  if (count === 1) return { ranges: WHOLE, reason: null };
  const total = storage.blocks.reduce((sum, each) => sum + each, 0);
  const bounds = fitting(await sampledBounds(client, facts, count, (100 * SAMPLED_BLOCKS) / Math.max(total, 1)));
  const ranges = [null, ...bounds].map((after, index) => ({ after, upTo: bounds[index] ?? null }));
  return { ranges, reason: null };
}

/** Keys between which about equally many rows lie, in key order; fewer than `count - 1` when the sample has not so many rows. */
async function sampledBounds(
  client: Client,
  { primaryKey, table, clauses }: TableFacts,
  count: number,
  percent: number,
): Promise<readonly (readonly string[])[]> {
  const sample = rowsOf(`${table} tablesample system (${String(Math.min(100, percent))})`, clauses);
  const keys = primaryKey.map((column, index) => `${orderList([column])} as k${String(index)}`).join(', ');
  const places = Array.from({ length: count - 1 }, (_, index) => `rows * ${String(index + 1)} / ${String(count)}`);
  const { rows } = await client.query<string[]>({
    text:
      `select ${primaryKey.map((_, index) => `k${String(index)}::text`).join(', ')} from (` +
      `select ${keys}, row_number() over (order by ${orderList(primaryKey)}) as place, count(*) over () as rows from ${sample}) s` +
      ` where place in (${places.join(', ')}) order by place`,
    rowMode: 'array',
  });
  return rows;
}

/** Every second bound only, as often as it takes for them to fit into a position. */
function fitting(bounds: readonly (readonly string[])[]): readonly (readonly string[])[] {
  let kept = bounds;
  while (JSON.stringify(kept).length > BOUNDS_BYTES) kept = kept.filter((_, index) => index % 2 === 1);
  return kept;
}
