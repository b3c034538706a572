/** How a table lies on the disk: what a big one can be divided by. */
import type { Client } from 'pg';
import { quoteLiteral } from '../../systems/postgres/quote';

export interface Storage {
  /** In units of the server's blocks, 8 KiB by default: the table itself, or each of its partitions (and children). */
  readonly blocks: readonly number[];
  /** Of all of them, with the long values that lie outside of their rows. */
  readonly bytes: number;
  /** Null: it consists of blocks that can be sampled and read by their numbers; else why not, as a clause. */
  readonly indivisible: string | null;
  /** `server_version_num`: 140005 is 14.5. */
  readonly serverVersion: number;
}

interface StorageRow {
  readonly version: string;
  readonly kind: string;
  readonly method: string | null;
  readonly blocks: string;
  readonly bytes: string;
}

/** `table`: quoted and qualified. */
export async function storageOf(client: Client, table: string): Promise<Storage> {
  const { rows } = await client.query<StorageRow>(`
with recursive parts(oid) as (
  select ${quoteLiteral(table)}::pg_catalog.regclass::pg_catalog.oid
  union select i.inhrelid from pg_catalog.pg_inherits i join parts p on p.oid = i.inhparent)
select pg_catalog.current_setting('server_version_num') as version, c.relkind as kind, am.amname as method,
  case when c.relkind in ('r', 'm') then pg_catalog.pg_relation_size(c.oid) else 0 end
    / pg_catalog.current_setting('block_size')::pg_catalog.int8 as blocks,
  case when c.relkind in ('r', 'm') then pg_catalog.pg_table_size(c.oid) else 0 end as bytes
from parts p join pg_catalog.pg_class c on c.oid = p.oid left join pg_catalog.pg_am am on am.oid = c.relam`);
  return {
    blocks: rows.map((row) => Number(row.blocks)).filter((blocks) => blocks > 0),
    bytes: rows.reduce((sum, row) => sum + Number(row.bytes), 0),
    indivisible: rows.map(reasonAgainst).find((reason) => reason !== null) ?? null,
    serverVersion: Number(rows[0]?.version ?? 0),
  };
}

function reasonAgainst({ kind, method }: StorageRow): string | null {
  if (kind === 'v') return 'it is a view';
  if (kind === 'f') return 'it is a foreign table, or has one among its partitions';
  // Other ways of storing rows may not sample, or may give blocks another meaning.
  return kind !== 'p' && method !== 'heap' ? `it is stored by \`${String(method)}\`` : null;
}

/** How many ranges a table is divided into: no more than `most`, and none smaller than about a page. */
export function rangeCount({ bytes }: Pick<Storage, 'bytes'>, most: number, pageBytes: number): number {
  return Math.max(1, Math.min(most, Math.ceil(bytes / pageBytes)));
}
