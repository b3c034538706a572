/** The types of the columns that this target makes: the source's own where this server knows it, else by JSON Schema. */
import type { Client } from 'pg';
import { assertNever } from '../../model/errors';
import type { Column } from '../../model/stream';
import { columnKind, type ColumnKind } from '../../pages/encoding/column-kind';
import type { Variant } from './variant';
import { variantType } from './variant-types';

/** Just above the largest bigint, which a double cannot hold; a schema that allows more needs `numeric`. */
const MAX_BIGINT = 2 ** 63;
/** A type's name with at most a number list in parentheses: all that `format_type` prints, and nothing that could end a statement. */
const TYPE_NAME = /^[\p{L}\p{N}_$ ."]+(\(-?\d+(, ?-?\d+)*\))?[\p{L} ]*(\[\])*$/u;
/** Types whose text names objects of the source's own database, or that take no input. */
const NOT_PORTABLE = /^(reg\w+|aclitem|pg_node_tree|pg_ndistinct|pg_dependencies|pg_mcv_list|pg_brin_\w+)(\[\])?$/;

/** Column name → type. Reads the server's catalog only when a source names types. */
export async function columnTypes(
  client: Client,
  columns: readonly Column[],
  variant: Variant,
): Promise<ReadonlyMap<string, string>> {
  const known = await knownTypes(client, columns);
  return new Map(columns.map((column) => [column.name, typeOf(column, known, variant)]));
}

function typeOf(column: Column, known: ReadonlySet<string>, variant: Variant): string {
  if (column.sqlType !== undefined) return known.has(column.sqlType) ? column.sqlType : 'text';
  const ofVariant = variantType(variant, column.schema, columnKind(column).kind);
  if (ofVariant !== null) return ofVariant;
  if (typeof column.schema['maximum'] === 'number' && column.schema['maximum'] > MAX_BIGINT) return 'numeric';
  return typeOfKind(columnKind(column));
}

function typeOfKind(kind: ColumnKind): string {
  switch (kind.kind) {
    case 'integer':
      return 'bigint';
    case 'number':
      return 'numeric';
    case 'float':
      return 'double precision';
    case 'boolean':
    case 'date':
    case 'bytea':
      return kind.kind;
    case 'timestamp':
      return kind.zone ? 'timestamp with time zone' : 'timestamp without time zone';
    case 'time':
      return 'time without time zone';
    case 'json':
      return 'jsonb';
    case 'string':
      return 'text';
    case 'array':
      return `${typeOfKind(kind.element)}[]`;
    default:
      return assertNever(kind, 'column kind');
  }
}

/**
 * Enums, domains and composite types count when this server has one of that name; the row type of a table never does, since a table may
 * bear the name by chance.
 */
async function knownTypes(client: Client, columns: readonly Column[]): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (const { sqlType } of columns) {
    if (sqlType !== undefined && TYPE_NAME.test(sqlType) && !NOT_PORTABLE.test(sqlType)) names.add(sqlType);
  }
  if (names.size === 0) return names;
  const result = await client.query<{ name: string }>(
    `select w.name from unnest($1::text[]) as w(name)
       join pg_type t on t.oid = to_regtype(w.name)
       left join pg_type e on e.oid = t.typelem and t.typcategory = 'A'
       left join pg_class k on k.oid = coalesce(e.typrelid, t.typrelid) and k.relkind <> 'c'
      where t.typtype <> 'p' and coalesce(e.typtype, 'b') <> 'p' and k.oid is null`,
    [[...names]],
  );
  return new Set(result.rows.map((row) => row.name));
}
