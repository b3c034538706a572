/** The DDL of this target as text: what `plan` shows is what `prepare` and `finish` run. */
import type { StreamSchema } from '../../model/stream';
import { quoteIdent } from '../../systems/postgres/quote';
import { hasUniqueKey, type TableShape } from './table-shape';
import { isLosslessWidening } from './widening';

export function columnList(names: readonly string[]): string {
  return names.map(quoteIdent).join(', ');
}

/** A table of the stream's columns; key columns are NOT NULL when it is going to have a key, all others may be null since sources change. */
export function createTable(
  qualified: string,
  schema: StreamSchema,
  types: ReadonlyMap<string, string>,
  keyed: boolean,
): string {
  const columns = schema.columns.map((column) => {
    const notNull = keyed && schema.keyProperties.includes(column.name) ? ' not null' : '';
    return `${quoteIdent(column.name)} ${types.get(column.name) ?? 'text'}${notNull}`;
  });
  return `create table ${qualified} (${columns.join(', ')})`;
}

/** An empty table whose columns have exactly the types of an existing one. */
export function createLike(qualified: string, like: string, columns: readonly string[]): string {
  return `create table ${qualified} as select ${columnList(columns)} from ${like} with no data`;
}

export interface Evolution {
  /** Adds the missing columns; needed. */
  readonly additions: string | null;
  /** Widens columns, one statement each; wished for: where a view stands in the way, values are cast on the way in. */
  readonly widenings: readonly { readonly column: string; readonly statement: string }[];
  /** Makes the key that a merge goes by. */
  readonly key: string | null;
  /** The types of the stream's columns in the table afterwards, should all of it work. */
  readonly types: ReadonlyMap<string, string>;
}

/** What it takes for an existing table to hold the stream. `types`: those that a new table would have. */
export function evolutionOf(
  qualified: string,
  shape: TableShape,
  schema: StreamSchema,
  types: ReadonlyMap<string, string>,
  needsKey: boolean,
): Evolution {
  const additions: string[] = [];
  const widenings: { column: string; statement: string }[] = [];
  const after = new Map<string, string>();
  for (const { name } of schema.columns) {
    const wanted = types.get(name) ?? 'text';
    const existing = shape.columns.get(name);
    const widens = existing !== undefined && isLosslessWidening(existing, wanted);
    if (existing === undefined) additions.push(`add column ${quoteIdent(name)} ${wanted}`);
    if (widens) {
      const statement = `alter table ${qualified} alter column ${quoteIdent(name)} type ${wanted}`;
      widenings.push({ column: name, statement });
    }
    after.set(name, existing === undefined || widens ? wanted : existing);
  }
  return {
    additions: additions.length === 0 ? null : `alter table ${qualified} ${additions.join(', ')}`,
    widenings,
    key:
      needsKey && !hasUniqueKey(shape, schema.keyProperties)
        ? addKey(qualified, schema.keyProperties, shape.hasPrimaryKey)
        : null,
    types: after,
  };
}

/** A table has one primary key at most; beside another one a unique index serves as well. */
function addKey(qualified: string, key: readonly string[], hasPrimaryKey: boolean): string {
  return hasPrimaryKey ? `create unique index on ${qualified} (${columnList(key)})` : addPrimaryKey(qualified, key);
}

export function addPrimaryKey(qualified: string, key: readonly string[]): string {
  return `alter table ${qualified} add primary key (${columnList(key)})`;
}
