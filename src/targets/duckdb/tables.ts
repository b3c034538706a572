/** The tables of streams: what they look like, and the statements that make or fit them. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { MeltemiError } from '../../model/errors';
import type { StreamSchema } from '../../model/stream';
import { queryRows } from '../../systems/duckdb/database-file';
import { quoteName } from '../../systems/duckdb/quote';
import { duckdbColumn } from '../formats/duckdb-types';
import { fittingType } from './type-fit';
import type { TableName } from './work';

/** Column name → DuckDB's type, in the table's order. */
export type TableShape = ReadonlyMap<string, string>;

/** Null when there is no such table. Names are compared as DuckDB does it, without their case. */
export async function readTableShape(connection: DuckDBConnection, name: TableName): Promise<TableShape | null> {
  const rows = await queryRows(
    connection,
    `SELECT column_name, data_type FROM duckdb_columns()
      WHERE database_name = current_database() AND lower(schema_name) = lower($1) AND lower(table_name) = lower($2)
      ORDER BY column_index`,
    [name.schema, name.table],
  );
  return rows.length === 0 ? null : new Map(rows.map((row) => [String(row['column_name']), String(row['data_type'])]));
}

export function createTable(name: TableName, schema: StreamSchema): string {
  const columns = schema.columns.map((column) => `${quoteName(column.name)} ${duckdbColumn(column).type}`);
  return `CREATE TABLE ${name.qualified} (${columns.join(', ')})`;
}

/** The statements that make the table fit the stream: missing columns, wider types. Throws `TargetRejected` for a type that cannot be widened. */
export function fitting(name: TableName, shape: TableShape, schema: StreamSchema): readonly string[] {
  const found = new Map([...shape].map(([column, type]) => [column.toLowerCase(), type]));
  return schema.columns.flatMap((column) => {
    const wanted = duckdbColumn(column).type;
    const existing = found.get(column.name.toLowerCase());
    const quoted = quoteName(column.name);
    if (existing === undefined) return [`ALTER TABLE ${name.qualified} ADD COLUMN ${quoted} ${wanted}`];
    const fit = fittingType(existing, wanted);
    if (fit === null) throw misfit(name, column.name, existing, wanted);
    return fit === existing ? [] : [`ALTER TABLE ${name.qualified} ALTER COLUMN ${quoted} TYPE ${fit}`];
  });
}

export function columnList(names: readonly string[]): string {
  return names.map(quoteName).join(', ');
}

function misfit(name: TableName, column: string, existing: string, wanted: string): MeltemiError {
  return new MeltemiError(
    'TargetRejected',
    `Column \`${column}\` of ${name.qualified} is ${existing}, and the stream now gives ${wanted}: no type holds both.`,
    'Rename the column or the table, give the column its old type with a schema override, or set `load_method` to `overwrite`.',
  );
}
