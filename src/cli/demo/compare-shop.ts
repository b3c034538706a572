/** What of the shop arrived in the warehouse: row by row, in value and in type. */
import { Client } from 'pg';

export interface ArrivedTable {
  readonly table: string;
  readonly shopRows: number;
  readonly warehouseRows: number;
  /** Every column that the shop has is there, of the same type, with the same value in every row. */
  readonly isSame: boolean;
}

const TABLES = ['customers', 'orders', 'items'] as const;

interface Column {
  readonly name: string;
  readonly type: string;
}

/** `warehouseSchema`: the `default_target_schema` of the sample project. */
export async function compareShop(
  shopUrl: string,
  warehouseUrl: string,
  warehouseSchema: string,
): Promise<readonly ArrivedTable[]> {
  const shop = new Client({ connectionString: shopUrl });
  const warehouse = new Client({ connectionString: warehouseUrl });
  try {
    await Promise.all([shop.connect(), warehouse.connect()]);
    const tables: ArrivedTable[] = [];
    for (const table of TABLES) tables.push(await compareTable(shop, warehouse, warehouseSchema, table));
    return tables;
  } finally {
    await Promise.allSettled([shop.end(), warehouse.end()]);
  }
}

async function compareTable(shop: Client, warehouse: Client, schema: string, table: string): Promise<ArrivedTable> {
  const columns = await columnsOf(shop, 'public', table);
  const arrived = await columnsOf(warehouse, schema, table);
  const sameTypes = columns.every(({ name, type }) =>
    arrived.some((column) => column.name === name && column.type === type),
  );
  const here = await fingerprint(shop, 'public', table, columns);
  const there = sameTypes ? await fingerprint(warehouse, schema, table, columns) : { rows: 0, digest: '' };
  return { table, shopRows: here.rows, warehouseRows: there.rows, isSame: sameTypes && here.digest === there.digest };
}

async function columnsOf(client: Client, schema: string, table: string): Promise<readonly Column[]> {
  const { rows } = await client.query<Column>(
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
     where attrelid = to_regclass(format('%I.%I', $1::text, $2::text)) and attnum > 0 and not attisdropped order by attnum`,
    [schema, table],
  );
  return rows;
}

/** Independent of the rows' order. */
async function fingerprint(
  client: Client,
  schema: string,
  table: string,
  columns: readonly Column[],
): Promise<{ readonly rows: number; readonly digest: string }> {
  const list = columns.map(({ name }) => client.escapeIdentifier(name)).join(', ');
  const from = `${client.escapeIdentifier(schema)}.${client.escapeIdentifier(table)}`;
  const { rows } = await client.query<{ rows: number; digest: string }>(
    `select count(*)::int as rows, coalesce(md5(string_agg(line, '' order by line)), '') as digest
     from (select md5(row(${list})::text) as line from ${from}) as lines`,
  );
  return rows[0] ?? { rows: 0, digest: '' };
}
