/** The guide's first recipe, with its settings as they are written there: PostgreSQL to Parquet in a bucket, on two makes of server. */
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { receiptOf, TestProject, type TestWorker } from '../support/cli-process';
import { S3_KEYS, startS3, startVersity, type CloudServer } from '../support/cloud-servers';
import { COLUMN_KINDS, TYPES_SQL } from '../support/column-kinds';
import { createDatabase, type TestDatabase } from '../support/postgres';
import { readWithDuckdb, readWithPyarrow } from '../support/read-parquet';
import { startTemporal, type TestTemporal } from '../support/temporal';

// Milliseconds. On a fresh machine the servers are installed first; a killed worker is given up after seconds.
jest.setTimeout(600_000);

const ROWS = 2500;
/** Five batches. */
const WORKER = { MELTEMI_PAGE_ROWS: '500', MELTEMI_HEARTBEAT_SECONDS: '2' };
const BUCKET = 'lake';

let database: TestDatabase;
let temporal: TestTemporal;
let worker: TestWorker;

beforeAll(async () => {
  database = await createDatabase('s3_source');
  const source = new Client({ connectionString: database.url });
  await source.connect();
  const kinds = COLUMN_KINDS.map(({ name, sqlType }) => `add column ${name} ${sqlType}`);
  await source.query(`${TYPES_SQL}
    create table orders (id bigint primary key, note text, price numeric(12,2), at timestamptz not null, tags int[]);
    insert into orders select n, nullif('line ' || n || E'\\nü\\t\\\\', 'line 7' || E'\\nü\\t\\\\'), n / 7.0,
      '2024-01-01'::timestamptz + n * interval '1 s', array[n, n + 1] from generate_series(1, ${String(ROWS)}) n;
    alter table orders ${kinds.join(', ')}`);
  for (const id of [1, 2]) {
    const set = COLUMN_KINDS.map(({ name }, i) => `${name} = $${String(i + 1)}`);
    const values = COLUMN_KINDS.map((kind) => kind.values[id - 1] ?? null);
    await source.query(`update orders set ${set.join(', ')} where id = ${String(id)}`, values);
  }
  await source.end();
  temporal = await startTemporal();
});

afterAll(async () => {
  await temporal.stop();
  await database.drop();
});

describe.each([
  ['moto', startS3],
  ['Versity', startVersity],
])('%s', (_, start) => {
  let server: CloudServer;
  let client: S3Client;
  let project: TestProject;

  beforeAll(async () => {
    server = await start();
    client = new S3Client({ endpoint: server.url, forcePathStyle: true, region: 'us-east-1', credentials: S3_KEYS });
    await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
    const { hostname, port, username, password, pathname } = new URL(database.url);
    const tap = {
      ...{ host: hostname, port: Number(port), user: username, password: decodeURIComponent(password) },
      ...{ dbname: pathname.slice(1), filter_schemas: 'public', default_replication_method: 'FULL_TABLE' },
    };
    project = new TestProject({ TEMPORAL_ADDRESS: temporal.address }, { tap, target: {} });
    project.addLoader({
      name: 'target-s3',
      config: {
        cloud_provider: {
          aws: {
            aws_access_key_id: S3_KEYS.accessKeyId,
            aws_bucket: BUCKET,
            aws_endpoint_override: server.url,
            aws_region: 'us-east-1',
            aws_secret_access_key: S3_KEYS.secretAccessKey,
          },
        },
        format: { format_type: 'parquet', format_parquet: { validate: true } },
        flatten_records: true,
        flattening_enabled: true,
        include_process_date: true,
        prefix: 'raw',
      },
    });
    project.addTask('lake', 'tap-postgres target-s3');
  });
  afterAll(async () => {
    await worker.stop();
    client.destroy();
    await server.stop();
    project.remove();
  });

  async function objects(): Promise<ReadonlyMap<string, Uint8Array>> {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: BUCKET }));
    const found = new Map<string, Uint8Array>();
    for (const { Key = '' } of Contents) {
      if (Key.includes('_meltemi')) continue;
      const { Body } = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
      found.set(Key, (await Body?.transformToByteArray()) ?? new Uint8Array());
    }
    return found;
  }

  test('workers die at each step of a load; the bucket holds every row once, as two readers see it', async () => {
    const running = project.start(['--json', 'run', 'lake']);
    const faults = join(project.folder, 'faults');
    mkdirSync(faults, { recursive: true });
    for (const point of ['after-reserve', 'after-target-rows', 'after-upload', 'after-target-commit']) {
      writeFileSync(join(faults, point), 'SIGKILL');
      worker = await project.startWorker({ ...WORKER, MELTEMI_FAULTS_DIR: faults });
      expect((await worker.ended).code).toBeNull();
    }
    worker = await project.startWorker(WORKER);
    const ended = await running.ended;
    expect({ code: ended.code, stderr: ended.code === 0 ? '' : ended.stderr }).toEqual({ code: 0, stderr: '' });
    expect(receiptOf(ended)).toMatchObject({ rows: ROWS });

    const found = [...(await objects())];
    for (const [key] of found) {
      expect(key).toMatch(/^raw\/public-orders\/\d{4}\/\d\d\/\d\d\/\d{8}(_\d+)?\.parquet\.gz\.parquet$/);
    }
    const folder = join(project.folder, 'read');
    mkdirSync(folder);
    found.forEach(([, bytes], i) => writeFileSync(join(folder, `${String(i)}.parquet`), bytes));
    const columns = 'id, note, price, "at", tags, _PROCESS_DATE';
    const rows = await readWithDuckdb(`(SELECT ${columns} FROM '${folder}/*.parquet' ORDER BY id)`);
    expect(Object.entries(rows).map(([name, { type }]) => [name, type])).toEqual([
      ['id', 'BIGINT'],
      ['note', 'VARCHAR'],
      ['price', 'DECIMAL(12,2)'],
      ['at', 'TIMESTAMP WITH TIME ZONE'],
      ['tags', expect.anything()],
      ['_PROCESS_DATE', 'TIMESTAMP'],
    ]);
    const expected = await tableRows();
    expect(rows['id']?.values.map(String)).toEqual(expected.map(({ id }) => id));
    expect(rows['note']?.values).toEqual(expected.map(({ note }) => note));
    expect(rows['price']?.values).toEqual(expected.map(({ price }) => price));

    const arrow = await readWithPyarrow(folder);
    expect(arrow['price']?.type).toBe('decimal128(12, 2)');
    expect([...(arrow['id']?.values ?? [])].map(Number).sort((a, b) => a - b)).toEqual(
      expected.map(({ id }) => Number(id)),
    );

    // Each type, with both readers; every value against the table.
    const types = await readWithDuckdb(
      `(SELECT ${COLUMN_KINDS.map(({ name }) => name).join(', ')} FROM '${folder}/*.parquet')`,
    );
    const texts = await readWithDuckdb(
      `(SELECT ${COLUMN_KINDS.map(({ name, inFile }) => `${inFile} AS ${name}`).join(', ')} FROM '${folder}/*.parquet' ORDER BY id)`,
    );
    const table = await kindsInTable();
    const places = (arrow['id']?.values ?? [])
      .map((id, place) => [Number(id), place] as const)
      .sort(([a], [b]) => a - b);
    const seenKinds: unknown[] = [];
    const expectedKinds: unknown[] = [];
    for (const { name, sqlType, values, duckdbType, arrowType, arrowTexts } of COLUMN_KINDS) {
      const { type, values: unsorted = [] } = arrow[name] ?? { type: 'missing' };
      seenKinds.push({
        sqlType,
        duckdb: types[name]?.type,
        arrow: type,
        texts: texts[name]?.values,
        arrowTexts: places.map(([, place]) => unsorted[place]),
      });
      expectedKinds.push({
        sqlType,
        duckdb: duckdbType,
        arrow: arrowType,
        texts: table.map((row) => row[name]),
        arrowTexts: table.map((_, i) => (i < values.length ? arrowTexts[i] : null)),
      });
    }
    expect(seenKinds).toEqual(expectedKinds);
  });
});

async function tableRows(): Promise<readonly { id: string; note: string | null; price: string }[]> {
  const source = new Client({ connectionString: database.url });
  await source.connect();
  const { rows } = await source.query<{ id: string; note: string | null; price: string }>(
    'select id::text, note, price::text from orders order by orders.id',
  );
  await source.end();
  return rows;
}

/** The texts of the table's values, in the order of the key. */
async function kindsInTable(): Promise<readonly Readonly<Record<string, string | null>>[]> {
  const source = new Client({ connectionString: database.url });
  await source.connect();
  await source.query(`set timezone to 'UTC'`);
  const items = COLUMN_KINDS.map(({ name, inTable }) => `${inTable} as ${name}`);
  const { rows } = await source.query<Record<string, string | null>>(
    `select ${items.join(', ')} from orders order by orders.id`,
  );
  await source.end();
  return rows;
}
