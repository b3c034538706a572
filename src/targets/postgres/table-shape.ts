/** What an existing table looks like: columns with their types, and the keys that a merge could go by. */
import type { Client } from 'pg';
import { MeltemiError } from '../../model/errors';
import { quoteIdent } from '../../systems/postgres/quote';

export interface TableShape {
  /** Column name → type as `format_type` prints it, in the table's order. */
  readonly columns: ReadonlyMap<string, string>;
  /** Columns of each unique index that `on conflict` can use. */
  readonly uniqueKeys: readonly (readonly string[])[];
  readonly hasPrimaryKey: boolean;
}

/** A table's names, and both quoted. */
export interface TableName {
  readonly schema: string;
  readonly table: string;
  readonly qualified: string;
}

/** Null when there is no such table. Throws `TargetRejected` for a view or another thing of that name. */
export async function readTableShape(client: Client, name: TableName): Promise<TableShape | null> {
  const found = await client.query<{ relkind: string; name: string | null; type: string | null }>(
    `select c.relkind, a.attname as name, format_type(a.atttypid, a.atttypmod) as type
       from pg_class c
       left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace = to_regnamespace($1) and c.relname = $2
      order by a.attnum`,
    [quoteIdent(name.schema), name.table],
  );
  const [first] = found.rows;
  if (first === undefined) return null;
  if (first.relkind !== 'r' && first.relkind !== 'p') {
    throw new MeltemiError(
      'TargetRejected',
      `${name.qualified} is not a table but another thing of that name (pg_class.relkind \`${first.relkind}\`).`,
      'Rename it, or give the stream another name with `__alias__`.',
    );
  }
  const columns = new Map<string, string>();
  for (const row of found.rows) if (row.name !== null && row.type !== null) columns.set(row.name, row.type);
  return { columns, ...(await readKeys(client, name)) };
}

/** Deferrable, partial and expression indexes cannot decide an `on conflict`. */
async function readKeys(client: Client, name: TableName): Promise<Pick<TableShape, 'uniqueKeys' | 'hasPrimaryKey'>> {
  const found = await client.query<{ columns: string; usable: string; primary: string }>(
    `select json_agg(a.attname) as columns, i.indisprimary as primary,
            i.indisvalid and i.indimmediate and i.indpred is null and i.indexprs is null as usable
       from pg_index i
       cross join lateral unnest(i.indkey[0:i.indnkeyatts - 1]) as k(attnum)
       join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
      where i.indisunique and i.indrelid = to_regclass($1)
      group by i.indexrelid, i.indisprimary, i.indisvalid, i.indimmediate, i.indpred, i.indexprs`,
    [name.qualified],
  );
  return {
    uniqueKeys: found.rows.filter((row) => row.usable === 't').map((row) => parseNames(row.columns)),
    hasPrimaryKey: found.rows.some((row) => row.primary === 't'),
  };
}

function parseNames(json: string): readonly string[] {
  const parsed: unknown = JSON.parse(json);
  return Array.isArray(parsed) ? parsed.map(String) : [];
}

/** Whether `on conflict (key)` has an index to go by: the same columns in any order. */
export function hasUniqueKey(shape: TableShape, key: readonly string[]): boolean {
  return shape.uniqueKeys.some(
    (columns) => columns.length === key.length && columns.every((name) => key.includes(name)),
  );
}
