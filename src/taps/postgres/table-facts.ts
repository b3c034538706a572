/**
 * Opens the transaction of a page: the table locked against changes of its columns, then looked at, so that what is read
 * has the columns of the plan. The lock comes before the snapshot: to an older snapshot, a table rewritten by
 * `ALTER TABLE` looks empty (PostgreSQL documentation, "Caveats" of concurrency control).
 */
import type { Client } from 'pg';
import { MeltemiError } from '../../model/errors';
import { sqlStateOf } from '../../systems/postgres/errors';
import { quoteLiteral, quoteQualified } from '../../systems/postgres/quote';
import type { SelectedStream } from '../tap';
import type { TableName } from './catalog';

export interface KeyColumn {
  readonly name: string;
  readonly sqlType: string;
}

export interface TableFacts {
  /** Quoted and qualified. */
  readonly table: string;
  /** What stands behind FROM: the table, or those of its rows that meet the settings' conditions. */
  readonly from: string;
  /** The settings' conditions in SQL. */
  readonly clauses: readonly string[];
  readonly columns: ReadonlyMap<string, { readonly sqlType: string; readonly notNull: boolean }>;
  /** Empty: no primary key. */
  readonly primaryKey: readonly KeyColumn[];
  /** First columns of the table's ordinary indexes. */
  readonly indexedFirst: ReadonlySet<string>;
  /** The statistics' idea of the table; null when it was never analysed. */
  readonly estimate: { readonly rows: number; readonly bytes: number } | null;
  /** More rows than this do not fit into the table's file as it is; null for what has no file of its own. */
  readonly rowsAtMost: number | null;
}

/** WRONG_OBJECT_TYPE: a materialised view or foreign table, which cannot be locked. */
const NOT_LOCKABLE = '42809';
const BLOCK_BYTES = 8192;
/** A row's header (24) and its pointer (4): no row of a table's file is shorter. */
const LEAST_ROW_BYTES = 28;

/**
 * Begins a transaction on `client`. `clauses`: conditions in SQL that every row read meets. Throws `SourceSchemaChanged` naming the
 * column, and the server's errors.
 */
export async function openTable(
  client: Client,
  name: TableName,
  stream: SelectedStream,
  clauses: readonly string[],
): Promise<TableFacts> {
  const table = quoteQualified(name.schema, name.table);
  await beginLocked(client, table);
  const { rows } = await client.query<FactRow>(factsSql(table));
  const facts = factsOf(table, rows, clauses);
  requireColumns(facts, stream);
  return facts;
}

const BEGIN = 'begin isolation level repeatable read read only';

/**
 * Begins a transaction that sees what the one sees that exported `snapshot`, and locks the table as well: once the exporting one is over,
 * nothing else would keep the table from being rewritten before it is read here.
 */
export async function joinSnapshot(client: Client, table: string, snapshot: string): Promise<void> {
  // A query locks what LOCK TABLE refuses too: materialised views.
  await client.query(`${BEGIN}; set transaction snapshot ${quoteLiteral(snapshot)}; select from ${table} limit 0`);
}

async function beginLocked(client: Client, table: string): Promise<void> {
  try {
    await client.query(`${BEGIN}; lock table ${table} in access share mode`);
  } catch (error) {
    if (sqlStateOf(error) !== NOT_LOCKABLE) throw error;
    await client.query(`rollback; ${BEGIN}`);
  }
}

interface FactRow {
  readonly column: string;
  readonly type: string;
  readonly not_null: string;
  readonly key_position: string | null;
  readonly indexed: string;
  readonly rows: string;
  readonly pages: string;
  readonly file_bytes: string | null;
}

function factsSql(table: string): string {
  return `
select a.attname as "column", pg_catalog.format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as not_null,
  (select k.position from unnest(i.indkey) with ordinality as k(attnum, position)
    where k.attnum = a.attnum and k.position <= i.indnkeyatts) as key_position,
  exists (select from pg_catalog.pg_index x join pg_catalog.pg_class xc on xc.oid = x.indexrelid
    join pg_catalog.pg_am am on am.oid = xc.relam and am.amname = 'btree'
    where x.indrelid = c.oid and x.indkey[0] = a.attnum and x.indisvalid and x.indpred is null) as indexed,
  c.reltuples::float8::text as rows, c.relpages as pages,
  case when c.relkind in ('r', 'm') then pg_catalog.pg_relation_size(c.oid) end as file_bytes
from pg_catalog.pg_class c
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_catalog.pg_index i on i.indrelid = c.oid and i.indisprimary
where c.oid = ${quoteLiteral(table)}::regclass`;
}

function factsOf(table: string, rows: readonly FactRow[], clauses: readonly string[]): TableFacts {
  const reltuples = Number(rows[0]?.rows ?? -1);
  const relpages = Number(rows[0]?.pages ?? 0);
  const fileBytes = rows[0]?.file_bytes ?? null;
  const keyed = rows.filter((row) => row.key_position !== null);
  return {
    table,
    from: rowsOf(table, clauses),
    clauses,
    columns: new Map(rows.map((row) => [row.column, { sqlType: row.type, notNull: row.not_null === 't' }])),
    primaryKey: keyed
      .sort((a, b) => Number(a.key_position) - Number(b.key_position))
      .map((row) => ({ name: row.column, sqlType: row.type })),
    indexedFirst: new Set(rows.filter((row) => row.indexed === 't').map((row) => row.column)),
    // Partitioned parents and tables never analysed have no pages or -1 rows.
    estimate: reltuples > 0 && relpages > 0 ? { rows: reltuples, bytes: relpages * BLOCK_BYTES } : null,
    rowsAtMost: fileBytes === null ? null : Math.floor(Number(fileBytes) / LEAST_ROW_BYTES),
  };
}

/** `table` with what may follow its name, for FROM: all rows, or those that meet the conditions. */
export function rowsOf(table: string, conditions: readonly string[]): string {
  if (conditions.length === 0) return table;
  // PostgreSQL plans such a query as it plans the conditions at the end of the outer one.
  return `(select * from ${table} where ${conditions.map((each) => `(${each})`).join(' and ')}) as chosen`;
}

function requireColumns(facts: TableFacts, stream: SelectedStream): void {
  for (const { name, sqlType } of stream.schema.columns) {
    const found = facts.columns.get(name);
    if (found !== undefined && (sqlType === undefined || found.sqlType === sqlType)) continue;
    const change = found === undefined ? 'is gone' : `is \`${found.sqlType}\` now, it was \`${String(sqlType)}\``;
    throw new MeltemiError(
      'SourceSchemaChanged',
      `Reading stream \`${stream.name}\`: the column \`${name}\` of the table \`${facts.table}\` ${change}.`,
      'Run the job again: it is planned with the columns as they are then.',
    );
  }
}
