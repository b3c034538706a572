/** Reads rows back with DuckDB: tables of its files, and files of Parquet, CSV and JSON lines. */
import { setTimeout as sleep } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import type { FileFormat } from './jobs';
import { normalRow } from './rows';
import { TABLES, type TableName } from './tables';

/** A worker may still have the file open for a call whose answer nobody waits for any more. */
const LOCK_PATIENCE_MS = 20_000;

export async function readTable(path: string, schema: string, table: TableName): Promise<readonly string[]> {
  return query(path, `SELECT ${TABLES[table].duckdb}::VARCHAR FROM ${schema}.${table}`);
}

/** Names of tables that only a run that is under way may need. */
export async function tablesAside(path: string): Promise<readonly string[]> {
  return query(path, `SELECT table_name FROM duckdb_tables() WHERE contains(table_name, '__meltemi_')`);
}

export async function readFiles(
  paths: readonly string[],
  format: FileFormat,
  table: TableName,
): Promise<readonly string[]> {
  if (paths.length === 0) return [];
  const list = `[${paths.map((path) => `'${path.replaceAll("'", "''")}'`).join(', ')}]`;
  return query(':memory:', `SELECT ${TABLES[table].duckdb}::VARCHAR FROM ${scanOf(list, format, table)}`);
}

function scanOf(list: string, format: FileFormat, table: TableName): string {
  const types = Object.entries(TABLES[table].columns).map(([name, type]) => `'${name}': '${type}'`);
  const columns = `columns = {${types.join(', ')}}`;
  switch (format) {
    case 'parquet':
      return `read_parquet(${list})`;
    case 'csv':
      return `read_csv(${list}, header = true, delim = ',', quote = '"', escape = '"', ${columns})`;
    case 'jsonl':
      return `read_json(${list}, format = 'newline_delimited', ${columns})`;
  }
}

async function query(path: string, sql: string): Promise<readonly string[]> {
  const instance = await openWhenFree(path);
  try {
    const connection = await instance.connect();
    await connection.run(`SET TimeZone = 'UTC'`);
    const rows = (await connection.runAndReadAll(sql)).getRows();
    connection.closeSync();
    return rows.map(([text]) => normalRow(String(text)));
  } finally {
    instance.closeSync();
  }
}

async function openWhenFree(path: string): Promise<DuckDBInstance> {
  const deadline = Date.now() + LOCK_PATIENCE_MS;
  for (;;) {
    try {
      return await DuckDBInstance.create(path);
    } catch (error) {
      if (!String(error).includes('Could not set lock') || Date.now() > deadline) throw error;
      await sleep(200);
    }
  }
}
