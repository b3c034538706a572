/** Brings rows into a table, read by DuckDB itself: a page's, or those of the table aside. In the caller's transaction. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { queryRows } from '../../systems/duckdb/database-file';
import { quoteName } from '../../systems/duckdb/quote';
import { columnList } from './tables';

/** A temporary table, of the connection: another of its name cannot be in the way. */
const BATCH = 'temp.main.meltemi_batch';

export interface Rows {
  /** A `SELECT` whose rows are in their own order. */
  readonly select: string;
  readonly columns: readonly string[];
}

/** Answers how many rows there were. */
export async function addRows(connection: DuckDBConnection, into: string, rows: Rows): Promise<number> {
  const [counted] = await queryRows(connection, `INSERT INTO ${into} (${columnList(rows.columns)}) ${rows.select}`);
  return Number(counted?.['Count']);
}

/**
 * Of rows with one key the last one stays. What has the key already is deleted first: DuckDB joins a whole batch with the
 * table at once, which is faster than an index that every insert would have to keep.
 */
export async function mergeRows(
  connection: DuckDBConnection,
  into: string,
  rows: Rows,
  key: readonly string[],
): Promise<number> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE meltemi_batch AS ${rows.select}`);
  const [counted] = await queryRows(connection, `SELECT count(*) AS count FROM ${BATCH}`);
  const same = key.map((name) => `t.${quoteName(name)} IS NOT DISTINCT FROM b.${quoteName(name)}`).join(' AND ');
  await connection.run(`DELETE FROM ${into} t USING ${BATCH} b WHERE ${same}`);
  const names = columnList(rows.columns);
  await connection.run(
    `INSERT INTO ${into} (${names}) SELECT ${names} FROM ${BATCH}
      WHERE rowid IN (SELECT max(rowid) FROM ${BATCH} GROUP BY ${columnList(key)}) ORDER BY rowid`,
  );
  await connection.run(`DROP TABLE ${BATCH}`);
  return Number(counted?.['count']);
}
