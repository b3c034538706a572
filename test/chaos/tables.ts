/** The source's tables as rows of JSON, said in the languages of the two databases that read them: so rows of all targets compare. */

export type TableName = 'orders' | 'items' | 'clicks' | 'notes';

interface TableRows {
  /** An expression of PostgreSQL over the table: a row as a JSON array. */
  readonly postgres: string;
  /** The same of DuckDB. */
  readonly duckdb: string;
  /** DuckDB's types of the columns, for formats without types. */
  readonly columns: Readonly<Record<string, string>>;
}

const MICROSECONDS = (column: string): string => `(extract(epoch from ${column}) * 1000000)::bigint`;

export const TABLES: Readonly<Record<TableName, TableRows>> = {
  orders: {
    postgres: `json_build_array(id, ref, note, amount::float8, score, paid, placed_on::text, ${MICROSECONDS('updated_at')}, attrs, tags, coupon)`,
    duckdb: `json_array(id, ref::VARCHAR, note, amount::DOUBLE, score, paid, placed_on::VARCHAR, epoch_us(updated_at), attrs::JSON, tags::JSON, coupon)`,
    columns: {
      ...{ id: 'BIGINT', ref: 'VARCHAR', note: 'VARCHAR', amount: 'DECIMAL(12,2)', score: 'DOUBLE', paid: 'BOOLEAN' },
      ...{ placed_on: 'DATE', updated_at: 'TIMESTAMPTZ', attrs: 'JSON', tags: 'JSON', coupon: 'VARCHAR' },
    },
  },
  items: {
    postgres: `json_build_array(order_id, line, sku, qty::float8, ${MICROSECONDS('at')})`,
    duckdb: `json_array(order_id, line, sku, qty::DOUBLE, epoch_us("at"))`,
    columns: { order_id: 'INTEGER', line: 'SMALLINT', sku: 'VARCHAR', qty: 'DOUBLE', at: 'TIMESTAMP' },
  },
  clicks: {
    postgres: `json_build_array(who, what, ${MICROSECONDS('at')})`,
    duckdb: `json_array(who, what, epoch_us("at"))`,
    columns: { who: 'INTEGER', what: 'VARCHAR', at: 'TIMESTAMPTZ' },
  },
  notes: {
    postgres: `json_build_array(id, body, stars, ${MICROSECONDS('updated_at')})`,
    duckdb: `json_array(id, body, stars, epoch_us(updated_at))`,
    columns: { id: 'INTEGER', body: 'VARCHAR', stars: 'INTEGER', updated_at: 'TIMESTAMPTZ' },
  },
};
