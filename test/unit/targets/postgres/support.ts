/** A database of its own, a target for it, and short calls, for tests of what is PostgreSQL's own. */
import { Client } from 'pg';
import type { JsonObject } from '../../../../src/model/json';
import type { LoadMode } from '../../../../src/model/plan';
import type { Column } from '../../../../src/model/stream';
import { createPostgresTarget } from '../../../../src/targets/postgres/target';
import type { OutputStream, Target } from '../../../../src/targets/target';
import { createDatabase, type TestDatabase } from '../../../support/postgres';
import { Bench, type Run } from '../../../contract/target-bench';

export class Lab {
  readonly warnings: string[] = [];
  fault: (name: string) => void = () => undefined;
  private readonly targets: Target[] = [];

  private constructor(
    private readonly database: TestDatabase,
    private readonly client: Client,
  ) {}

  static async open(name: string): Promise<Lab> {
    const database = await createDatabase(name);
    const client = new Client({
      connectionString: database.url,
      types: { getTypeParser: () => (text: string) => text },
    });
    await client.connect();
    return new Lab(database, client);
  }

  get url(): string {
    return this.database.url;
  }

  target(settings: JsonObject = {}, variant: string | null = null): Target {
    const context = {
      pluginName: 'target-postgres',
      faultPoint: (name: string) => this.fault(name),
      warn: (message: string) => void this.warnings.push(message),
    };
    const target = createPostgresTarget({ url: this.url, ...settings }, context, {
      variant,
      patience: { predecessorMs: 1_000 },
    });
    this.targets.push(target);
    return target;
  }

  async bench(target: Target = this.target()): Promise<Bench> {
    return Bench.open({
      target,
      again: () => this.target(),
      readRows: () => Promise.resolve([]),
      onFault: () => undefined,
      close: () => Promise.resolve(),
    });
  }

  async query(sql: string, values: readonly unknown[] = []): Promise<readonly (readonly (string | null)[])[]> {
    const result = await this.client.query<(string | null)[]>({ text: sql, values: [...values], rowMode: 'array' });
    return result.rows;
  }

  /** Types of a table's columns as `format_type` prints them, `!` behind the ones that are NOT NULL. */
  async types(table: string): Promise<Readonly<Record<string, string>>> {
    const rows = await this.query(
      `select attname, format_type(atttypid, atttypmod) || case when attnotnull then '!' else '' end
         from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
      [table],
    );
    return Object.fromEntries(rows.map(([name, type]) => [String(name), String(type)]));
  }

  /** All tables of `public`, the ledger's left out. */
  async tables(): Promise<readonly string[]> {
    const rows = await this.query(
      `select tablename from pg_tables where schemaname = 'public' and tablename not in ('meltemi_heads', 'meltemi_ledger') order by 1`,
    );
    return rows.map(([name]) => String(name));
  }

  async close(): Promise<void> {
    await Promise.all(this.targets.map((target) => target.close()));
    await this.client.end();
    await this.database.drop();
  }
}

export function streamOf(
  columns: Readonly<Record<string, string | JsonObject>>,
  key: readonly string[],
  more: Partial<OutputStream> = {},
): OutputStream {
  const list = Object.entries(columns).map(([name, type]): Column =>
    typeof type === 'string'
      ? { name, schema: {}, sqlType: type, nullable: true }
      : { name, schema: type, nullable: true },
  );
  return {
    stateId: 'dev:tap-to-target',
    name: 'public-orders',
    schema: { columns: list, keyProperties: key },
    replication: { method: 'FULL_TABLE', snapshot: false },
    resumable: true,
    ...more,
  };
}

/** Prepares, loads each list of rows as a batch, finishes. */
export async function runThrough(
  bench: Bench,
  stream: OutputStream,
  loadMode: LoadMode,
  ...batches: readonly (readonly (readonly (string | null)[])[])[]
): Promise<Run> {
  runs += 1;
  const run = await bench.prepare(stream, loadMode, `run-${String(runs)}`);
  for (const [index, rows] of batches.entries()) await run.load(index + 1, rows);
  await run.finish();
  return run;
}

let runs = 0;
