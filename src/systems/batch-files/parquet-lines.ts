/** Rows of a Parquet file as lines of JSON, made by DuckDB a few thousand at a time. */
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { DuckDBConnection } from '@duckdb/node-api';
import { withEngine } from '../duckdb/engine';
import { quoteName, quoteText } from '../duckdb/quote';

/** Pieces of whole and half lines. Throws what DuckDB says of the file. */
export async function* parquetLines(path: string, signal: AbortSignal): AsyncGenerator<string, void, undefined> {
  const enough = new AbortController();
  const lines = new PassThrough({ encoding: 'utf8' });
  const either = AbortSignal.any([signal, enough.signal]);
  const written = withEngine('BATCH messages with Parquet files', either, (connection) =>
    writeLines(connection, path, lines, either),
  ).then(
    () => void lines.end(),
    (error: unknown) => void lines.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  try {
    yield* lines as AsyncIterable<string>;
  } finally {
    enough.abort();
    await written;
  }
}

async function writeLines(
  connection: DuckDBConnection,
  path: string,
  lines: PassThrough,
  signal: AbortSignal,
): Promise<void> {
  const rows = await connection.stream(await lineQuery(connection, path));
  for (;;) {
    const chunk = await rows.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    const text = chunk.getColumnValues(0).map((line) => `${String(line)}\n`);
    if (!lines.write(text.join(''))) await once(lines, 'drain', { signal });
  }
}

async function lineQuery(connection: DuckDBConnection, path: string): Promise<string> {
  const from = `read_parquet(${quoteText(path)})`;
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${from}`);
  const members = described.getRows().map(([name, type]) => {
    const column = quoteName(String(name));
    const value = `CASE WHEN ${column} IS NULL THEN 'null' ELSE ${jsonText(column, String(type))} END`;
    return `${quoteText(`${JSON.stringify(String(name))}:`)} || ${value}`;
  });
  return `SELECT '{' || concat_ws(',', ${members.join(', ')}) || '}' FROM ${from}`;
}

/** DuckDB's own `to_json` makes doubles of decimals, and times without a `T`. */
function jsonText(column: string, type: string): string {
  const text = `CAST(${column} AS VARCHAR)`;
  if (/^(BOOLEAN|DECIMAL|U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?\b)/.test(type) && !type.endsWith(']')) return text;
  if (type === 'FLOAT' || type === 'DOUBLE') return `CASE WHEN isfinite(${column}) THEN ${text} ELSE 'null' END`;
  if (type === 'TIMESTAMP WITH TIME ZONE') return timeText(`make_timestamp(epoch_us(${column}))`, '+00:00');
  if (/^TIMESTAMP(_S|_MS|_NS)?$/.test(type)) return timeText(`CAST(${column} AS TIMESTAMP)`, '');
  return `CAST(to_json(${column}) AS VARCHAR)`;
}

/** As Python's `isoformat` has it, with six digits. */
function timeText(timestamp: string, zone: string): string {
  return `'"' || strftime(${timestamp}, '%Y-%m-%dT%H:%M:%S.%f') || '${zone}"'`;
}
