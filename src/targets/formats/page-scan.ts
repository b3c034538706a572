/** A page in DuckDB's SQL: its columns with their types, straight from the page's bytes. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { MeltemiError } from '../../model/errors';
import type { Column, StreamSchema } from '../../model/stream';
import { duckdbError, duckdbErrorKind, duckdbMessage } from '../../systems/duckdb/errors';
import { quoteName, quoteText } from '../../systems/duckdb/quote';
import { type DuckdbColumn, duckdbColumn } from './duckdb-types';
import type { ConstantColumn } from './file-format';
import type { SpooledPage } from './page-spool';

/** DuckDB's own default: two of them per thread are in memory. A longer line makes it larger. */
const BUFFER_BYTES = 8 * 1024 * 1024;

/** Kinds of errors that values make. */
const OF_VALUES: ReadonlySet<string> = new Set(['Conversion', 'Invalid Input', 'Out of Range']);

export interface PageScan {
  /** A `SELECT` of all records, columns by the names of the schema, then the constants. */
  readonly select: string;
  /** Throws `RecordInvalid` naming the column when its values made `failure`, else what `duckdbError` says. */
  explain(connection: DuckDBConnection, failure: unknown): Promise<never>;
}

/** Throws `TargetRejected` when two columns have one name for DuckDB, which does not tell cases apart. */
export function pageScan(schema: StreamSchema, page: SpooledPage, constants: readonly ConstantColumn[] = []): PageScan {
  refuseSameNames([...schema.columns, ...constants.map(({ column }) => column)]);
  const columns = schema.columns.map((column, i) => ({ column, field: `c${String(i)}`, ...duckdbColumn(column) }));
  const from = `FROM ${scan(schema, page)}`;
  const items = [
    ...columns.map(({ column, field, fromField }) => `${fromField(field)} AS ${quoteName(column.name)}`),
    ...constants.map(constantItem),
  ];
  return {
    select: `SELECT ${items.join(', ')} ${from}`,
    explain: async (connection, failure) => {
      const kind = duckdbErrorKind(failure);
      if (kind === 'Invalid Input' && duckdbMessage(failure).includes('CSV Error')) throw torn();
      if (kind === null || !OF_VALUES.has(kind)) throw duckdbError(failure, 'reading a page');
      const counts = columns.map(
        ({ field, fromField }) => `count(*) FILTER (${field} IS NOT NULL AND TRY(${fromField(field)}) IS NULL)`,
      );
      const [found] = (await connection.runAndReadAll(`SELECT ${counts.join(', ')} ${from}`)).getRows();
      for (const [i, { column, type }] of columns.entries()) {
        const count = Number(found?.[i] ?? 0);
        if (count > 0) throw misfit(column, type, count);
      }
      throw duckdbError(failure, 'reading a page');
    },
  };
}

function scan(schema: StreamSchema, { path, longestLine }: SpooledPage): string {
  const names = schema.columns.map((_, i) => `c${String(i)}`);
  // `withSpooledPage` gives lines with one field a second one.
  if (names.length === 1) names.push('filler');
  const columns = names.map((name) => `${name}: 'VARCHAR'`).join(', ');
  const line = longestLine + 2 * names.length + 2;
  const options = [
    `columns = {${columns}}`,
    `auto_detect = false`,
    `delim = '\t'`,
    `quote = ''`,
    `escape = ''`,
    `comment = ''`,
    `nullstr = '\\N'`,
    `new_line = '\\n'`,
    `header = false`,
    `max_line_size = ${String(line)}`,
    `buffer_size = ${String(Math.max(BUFFER_BYTES, 2 * line))}`,
  ];
  return `read_csv(${quoteText(path)}, ${options.join(', ')})`;
}

function constantItem({ column, text }: ConstantColumn): string {
  const { type, fromField }: DuckdbColumn = duckdbColumn(column);
  const value = text === null ? 'NULL' : fromField(quoteText(text.replaceAll('\\', '\\\\')));
  return `CAST(${value} AS ${type}) AS ${quoteName(column.name)}`;
}

export function refuseSameNames(columns: readonly Column[]): void {
  const seen = new Map<string, string>();
  for (const { name } of columns) {
    const other = seen.get(name.toLowerCase());
    if (other !== undefined) {
      throw new MeltemiError(
        'TargetRejected',
        `The columns \`${other}\` and \`${name}\` have one name where upper and lower case are not told apart, as DuckDB has it.`,
        'Give one of them another name with a stream map, or leave it out of the selection.',
      );
    }
    seen.set(name.toLowerCase(), name);
  }
}

function torn(): MeltemiError {
  return new MeltemiError(
    'RecordInvalid',
    'A line of a page does not have the columns of its stream.',
    'Run the stream again; if it stays, report it with the names of tap and stream.',
  );
}

function misfit(column: Column, type: string, count: number): MeltemiError {
  return new MeltemiError(
    'RecordInvalid',
    `${String(count)} ${count === 1 ? 'value' : 'values'} of column \`${column.name}\` cannot be of type ${type}${column.sqlType === undefined ? '' : ` (${column.sqlType} at the source)`}.`,
    `Give the column the type \`string\` with a schema override, which keeps every text as it is, or leave it out of the selection.`,
  );
}
