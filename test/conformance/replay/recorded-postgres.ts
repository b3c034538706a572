/** One PostgreSQL database for the recorded cases: emptied before each, and looked at after it. */
import { Client } from 'pg';
import { parseExact } from '../../../src/model/exact-json';
import type { JsonObject, JsonValue } from '../../../src/model/json';
import { startPostgres, type TestPostgres } from '../../support/postgres';

export class RecordedPostgres {
  private constructor(
    private readonly server: TestPostgres | null,
    readonly url: string,
    private readonly client: Client,
  ) {}

  /** `url`: a server that runs already; null starts one. */
  static async open(url: string | null): Promise<RecordedPostgres> {
    const server = url === null ? await startPostgres() : null;
    const own = server === null ? (url ?? '') : await server.createDatabase('recorded');
    const client = new Client({ connectionString: own, types: { getTypeParser: () => (text: string) => text } });
    await client.connect();
    return new RecordedPostgres(server, own, client);
  }

  async empty(setup: readonly string[]): Promise<void> {
    const schemas = await this.client.query<{ name: string }>(
      `select quote_ident(nspname) as name from pg_namespace
        where nspname !~ '^(pg_|information_schema|public)'`,
    );
    for (const { name } of schemas.rows) await this.client.query(`drop schema ${name} cascade`);
    await this.client.query('create schema "out"');
    for (const statement of setup) await this.client.query(statement);
  }

  /** Tables as the recordings show them; Meltemi's ledger is none of the target's tables. */
  async tables(): Promise<JsonObject> {
    const found = await this.client.query<{ schema: string; name: string }>(
      `select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind = 'r' and n.nspname !~ '^(pg_|information_schema)' and c.relname !~ '^meltemi_'`,
    );
    const tables: Record<string, JsonValue> = {};
    for (const { schema, name } of found.rows) tables[`${schema}.${name}`] = await this.table(schema, name);
    return tables;
  }

  async close(): Promise<void> {
    await this.client.end();
    await this.server?.stop();
  }

  private async table(schema: string, name: string): Promise<JsonObject> {
    const columns = await this.client.query<Record<string, string | null>>(
      `select column_name as name, case data_type when 'ARRAY' then udt_name else data_type end as type,
              is_nullable as nullable, character_maximum_length as length,
              case when data_type = 'numeric' then numeric_precision end as precision,
              case when data_type = 'numeric' then numeric_scale end as scale
         from information_schema.columns where table_schema = $1 and table_name = $2 order by ordinal_position`,
      [schema, name],
    );
    const qualified = `quote_ident($1) || '.' || quote_ident($2)`;
    const key = await this.client.query<{ name: string }>(
      `select a.attname as name from pg_index i cross join lateral unnest(i.indkey) with ordinality as k(attnum, place)
         join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
        where i.indisprimary and i.indrelid = to_regclass(${qualified}) order by k.place`,
      [schema, name],
    );
    const indexes = await this.client.query<{ definition: string }>(
      `select pg_get_indexdef(indexrelid) as definition from pg_index
        where not indisprimary and indrelid = to_regclass(${qualified}) order by 1`,
      [schema, name],
    );
    const table = (await this.client.query<{ name: string }>(`select ${qualified} as name`, [schema, name])).rows[0];
    const rows = await this.client.query<{ row: string }>(
      `select to_json(t)::text as row from ${table?.name ?? ''} t order by 1`,
    );
    return {
      columns: columns.rows.map(columnOf),
      primary_key: key.rows.map((row) => row.name),
      rows: rows.rows.map(({ row }) => withStableNames(parseExact(row))),
      ...(indexes.rows.length === 0 ? {} : { indexes: indexes.rows.map(({ definition }) => definition) }),
    };
  }
}

function columnOf(row: Record<string, string | null>): JsonObject {
  const column: Record<string, JsonValue> = { name: stableName(row['name'] ?? ''), type: row['type'] ?? '' };
  if (row['nullable'] === 'NO') column['nullable'] = false;
  for (const size of ['length', 'precision', 'scale']) {
    const value = row[size] ?? null;
    if (value !== null) column[size] = Number(value);
  }
  return column;
}

/** The time in the name of a column that was set aside. */
function stableName(name: string): string {
  return name.replace(/_\d{8}_\d{4}$/, '_<yyyymmdd_hhmm>');
}

function withStableNames(row: JsonValue): JsonValue {
  return Object.fromEntries(Object.entries(row as JsonObject).map(([name, value]) => [stableName(name), value]));
}
