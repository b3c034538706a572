/**
 * What makes `exact` exact: the rows seen at a replication value are remembered by count, by the sum of their hashes and,
 * when they are few, by each hash, so that a later run knows whether others came to that value since and which ones.
 */
import type { Client } from 'pg';
import type { SelectedStream } from '../tap';
import type { Boundary } from './cursor';
import { rowHash, typedLiteral, where } from './select-sql';
import type { KeyColumn, TableFacts } from './table-facts';

/** 100 hashes of up to 20 characters stay well within the 4 KiB of a bookmark's note. */
const MAX_HASHES = 100;

export interface BoundarySource {
  readonly facts: TableFacts;
  readonly stream: SelectedStream;
}

/** The rows that meet `conditions` now, in this transaction. */
export async function boundaryOf(
  client: Client,
  source: BoundarySource,
  conditions: readonly string[],
): Promise<Boundary> {
  const { rows } = await client.query<{ count: string; sum: string; hashes: string }>(
    `with seen as (select ${rowHash(source.stream)} as h from ${source.facts.from}${where(conditions)})
    select count(*) as count, coalesce(sum(h), 0)::text as sum,
      array_to_string(array(select h from seen limit ${MAX_HASHES + 1}), ',') as hashes from seen`,
  );
  const [row] = rows;
  const hashes = row === undefined || row.hashes === '' ? [] : row.hashes.split(',');
  return boundary(Number(row?.count ?? 0), row?.sum ?? '0', hashes);
}

/** Rows seen on two pages at the same value. */
export function together(a: Boundary, b: Boundary): Boundary {
  const hashes = a.hashes === undefined || b.hashes === undefined ? null : [...a.hashes, ...b.hashes];
  return boundary(a.count + b.count, String(BigInt(a.sum) + BigInt(b.sum)), hashes);
}

function boundary(count: number, sum: string, hashes: readonly string[] | null): Boundary {
  return hashes === null || hashes.length !== count || count > MAX_HASHES ? { count, sum } : { count, sum, hashes };
}

export function sameRows(a: Boundary, b: Boundary): boolean {
  return a.count === b.count && a.sum === b.sum;
}

/** Rows with one of these hashes. */
export function hashIn(stream: SelectedStream, hashes: readonly string[]): string {
  return `${rowHash(stream)} in (${hashes.map((hash) => `'${hash}'::bigint`).join(', ')})`;
}

/** Whether two printed values are one value: `1.0` and `1.00` are, in any type's own sense. */
export async function isSameValue(client: Client, key: KeyColumn, a: string, b: string): Promise<boolean> {
  if (a === b) return true;
  const { rows } = await client.query<{ same: string }>(
    `select ${typedLiteral(a, key.sqlType)} = ${typedLiteral(b, key.sqlType)} as same`,
  );
  return rows[0]?.same === 't';
}
