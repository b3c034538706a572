/** Discovery: the tables and views of a database as streams, read with one query. */
import type { Client } from 'pg';
import type { Column } from '../../model/stream';
import { quoteLiteral } from '../../systems/postgres/quote';
import { jsonSchemaOf, type SchemaChoices, type TypeKind } from '../../systems/postgres/types';
import type { Catalog, CatalogStream } from '../tap';

export interface CatalogFilter {
  readonly schemas: readonly string[];
  /** Whether the partitions of a partitioned table are streams beside it. A partition that `streams` names always is one. */
  readonly partitions: boolean;
  /** Stream names; null for all. */
  readonly streams: readonly string[] | null;
}

/** A table by the names that the database gives it. */
export interface TableName {
  readonly schema: string;
  readonly table: string;
}

export interface FoundTable {
  readonly name: TableName;
  /** Columns of the primary key in key order. */
  readonly primaryKey: readonly string[];
  readonly entry: CatalogStream;
  /** By column: what its type is beyond its name. */
  readonly types: ReadonlyMap<string, TypeKind>;
  readonly isView: boolean;
  /** Of the statistics; -1 when the table was never analysed. */
  readonly rowEstimate: number;
}

/** `pg_class.relkind` of what can be read, and what Singer's metadata call a view. */
const READABLE_KINDS = ['r', 'p', 'v', 'm', 'f'];
const VIEW_KINDS: ReadonlySet<string> = new Set(['v', 'm']);

interface CatalogRow {
  readonly schema: string;
  readonly table: string;
  readonly kind: string;
  readonly column: string;
  readonly type: string;
  readonly not_null: string;
  readonly type_kind: string;
  readonly longest_label: string | null;
  readonly domain_base: string | null;
  readonly key_position: string | null;
  readonly row_estimate: string;
}

/** Sorted by schema and name; a table without columns is left out, for there is nothing to read. */
export async function readTables(
  client: Client,
  filter: CatalogFilter,
  choices: SchemaChoices,
): Promise<readonly FoundTable[]> {
  const { rows } = await client.query<CatalogRow>(catalogSql(filter));
  const tables: FoundTable[] = [];
  for (let from = 0; from < rows.length;) {
    const first = rows[from];
    let to = from + 1;
    while (rows[to]?.schema === first?.schema && rows[to]?.table === first?.table) to += 1;
    if (first !== undefined) tables.push(foundTable(first, rows.slice(from, to), choices));
    from = to;
  }
  return tables;
}

export function catalogOf(tables: readonly FoundTable[]): Catalog {
  return { streams: tables.map((table) => table.entry) };
}

/** The names are the database's own: case, blanks and dots are kept. */
function streamNameOf(name: TableName): string {
  return `${name.schema}-${name.table}`;
}

function foundTable(first: CatalogRow, rows: readonly CatalogRow[], choices: SchemaChoices): FoundTable {
  const name = { schema: first.schema, table: first.table };
  const keyed = rows.filter((row) => row.key_position !== null);
  const primaryKey = keyed.sort((a, b) => Number(a.key_position) - Number(b.key_position)).map((row) => row.column);
  const isView = VIEW_KINDS.has(first.kind);
  return {
    name,
    primaryKey,
    entry: {
      stream: {
        name: streamNameOf(name),
        schema: { columns: rows.map((row) => columnOf(row, choices)), keyProperties: primaryKey },
        replication: { method: 'FULL_TABLE', snapshot: false },
      },
      unsupported: [],
      metadata: { 'schema-name': name.schema, 'table-name': name.table, 'is-view': isView },
    },
    types: new Map(rows.map((row) => [row.column, kindOf(row)])),
    isView,
    rowEstimate: Number(first.row_estimate),
  };
}

function kindOf(row: CatalogRow): TypeKind {
  return {
    kind: row.type_kind,
    longestLabel: row.longest_label === null ? null : Number(row.longest_label),
    domainBase: row.domain_base,
  };
}

function columnOf(row: CatalogRow, choices: SchemaChoices): Column {
  return {
    name: row.column,
    schema: jsonSchemaOf(row.type, kindOf(row), row.key_position !== null, choices),
    sqlType: row.type,
    nullable: row.not_null !== 't',
  };
}

function catalogSql(filter: CatalogFilter): string {
  const conditions = [
    `c.relkind in (${READABLE_KINDS.map(quoteLiteral).join(', ')})`,
    `n.nspname not in ('pg_catalog', 'information_schema')`,
    `n.nspname !~ '^pg_(toast|temp)'`,
    `c.relpersistence <> 't'`,
    // A partitioned table has the rows of its partitions: with both of them every row would come twice.
    ...(filter.partitions || filter.streams !== null ? [] : ['not c.relispartition']),
    ...(filter.schemas.length > 0 ? [`n.nspname in (${filter.schemas.map(quoteLiteral).join(', ')})`] : []),
    ...(filter.streams === null ? [] : [`(${filter.streams.map(nameMatches).join(' or ') || 'false'})`]),
  ];
  return `
select n.nspname as "schema", c.relname as "table", c.relkind as kind, a.attname as "column",
  pg_catalog.format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as not_null,
  c.reltuples::bigint as row_estimate,
  coalesce(element.typtype, t.typtype) as type_kind,
  case when coalesce(element.typtype, t.typtype) = 'e' then
    (select max(length(e.enumlabel)) from pg_catalog.pg_enum e where e.enumtypid = coalesce(element.oid, t.oid)) end as longest_label,
  case when t.typtype = 'd' then pg_catalog.format_type(t.typbasetype, t.typtypmod) end as domain_base,
  (select k.position from unnest(i.indkey) with ordinality as k(attnum, position)
    where k.attnum = a.attnum and k.position <= i.indnkeyatts) as key_position
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
join pg_catalog.pg_type t on t.oid = a.atttypid
left join pg_catalog.pg_type element on element.oid = t.typelem and t.typcategory = 'A'
left join pg_catalog.pg_index i on i.indrelid = c.oid and i.indisprimary
where ${conditions.join(' and ')}
order by n.nspname, c.relname, a.attnum`;
}

/** A name may hold several `-`, so every place where it may be cut is tried; each try can use the index on names. */
function nameMatches(stream: string): string {
  const cuts = [...stream.matchAll(/-/g)].map((match) => match.index);
  const tries = cuts.map(
    (at) => `(n.nspname = ${quoteLiteral(stream.slice(0, at))} and c.relname = ${quoteLiteral(stream.slice(at + 1))})`,
  );
  return tries.join(' or ') || 'false';
}
