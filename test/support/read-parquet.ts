/** Parquet files as two other readers see them: DuckDB, and pyarrow in an environment of its own. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { pythonTool } from './tools';

/** Column name → the reader's type and the values as its text, null for null. */
export type Contents = Readonly<Record<string, { readonly type: string; readonly values: readonly unknown[] }>>;

/** `from`: what stands behind FROM, such as `'file.parquet'`; values as JSON. */
export async function readWithDuckdb(from: string): Promise<Contents> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`SET TimeZone = 'UTC'`);
  const result = await connection.runAndReadAll(`FROM ${from}`);
  const columns = result.getColumnsJson();
  const contents = result.columnNames().map((name, i) => {
    return [name, { type: String(result.columnType(i)), values: columns[i] ?? [] }] as const;
  });
  connection.closeSync();
  return Object.fromEntries(contents);
}

const READER = `
import json, sys
import pyarrow.parquet as pq
table = pq.read_table(sys.argv[1])
def text(column):
    # Python's own dates end at year 9999 and begin with year 1: beyond, the stored number is what there is.
    try:
        return [None if value is None else str(value) for value in column.to_pylist()]
    except (ValueError, OverflowError):
        return [None if value is None else str(value.value) for value in (column[i] if column[i].is_valid else None for i in range(len(column)))]
print(json.dumps({name: {"type": str(table.schema.field(name).type), "values": text(table.column(name))} for name in table.column_names}))
`;

export async function readWithPyarrow(path: string): Promise<Contents> {
  const bin = await pythonTool(['pyarrow==21.0.0']);
  const { stdout } = await promisify(execFile)(join(bin, 'python'), ['-c', READER, path]);
  return JSON.parse(stdout) as Contents;
}
