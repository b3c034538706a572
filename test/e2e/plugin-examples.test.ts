/**
 * The examples in the pages of native plugins run as they stand there: variables of the environment say where the local servers and files
 * are. An example of a tap alone gets a loader, one of a loader alone a tap.
 */
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { DuckDBInstance } from '@duckdb/node-api';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import { S3_KEYS, startS3, type CloudServer } from '../support/cloud-servers';
import { PluginProject } from '../support/plugin-project';
import { createDatabase, queryRows, type TestDatabase } from '../support/postgres';
import { readWithDuckdb } from '../support/read-parquet';
import { startTemporal, type TestTemporal } from '../support/temporal';

/** Each example has a worker of its own. */
jest.setTimeout(120_000);

const MAIN = join(__dirname, '..', '..', 'dist', 'cli', 'main.js');

interface Plugin {
  readonly name: string;
  readonly config?: object;
}

interface Example {
  readonly plugins: { readonly extractors?: readonly Plugin[]; readonly loaders?: readonly Plugin[] };
}

const CSV: Plugin = { name: 'tap-csv', config: { files: [{ entity: 'people', path: 'people.csv', keys: ['id'] }] } };
const JSONL: Plugin = { name: 'target-jsonl', config: { destination_path: 'output', do_timestamp_file: false } };

const FILES = {
  'people.csv': 'id,name\n1,Ann\n2,Bob\n',
  'data/orders-1.csv': 'id;amount\n1;1.50\n2;20\n',
  'data/events.jsonl': '{"id": 1, "what": "open"}\n{"id": 2, "what": "close"}\n',
};

let temporal: TestTemporal;
let database: TestDatabase;
let bucket: CloudServer;
let client: S3Client;

beforeAll(async () => {
  temporal = await startTemporal();
  database = await createDatabase('plugin_examples');
  await queryRows(
    database.url,
    `create table orders (id integer primary key, updated_at timestamptz not null);
     insert into orders values (1, '2024-01-01'), (2, '2024-01-02');
     create table customers (id integer primary key, email text, updated_at timestamptz); insert into customers values (1, 'canary', '2024-01-01')`,
  );
  bucket = await startS3();
  client = new S3Client({ endpoint: bucket.url, forcePathStyle: true, region: 'eu-central-1', credentials: S3_KEYS });
  await client.send(new CreateBucketCommand({ Bucket: 'lake' }));
});

afterAll(async () => {
  client.destroy();
  await bucket.stop();
  await database.drop();
  await temporal.stop();
});

function environment(): Record<string, string> {
  const password = decodeURIComponent(new URL(database.url).password);
  return {
    TEMPORAL_ADDRESS: temporal.address,
    SHOP_URL: database.url,
    DB_PASSWORD: password,
    WAREHOUSE_PASSWORD: password,
    AWS_ACCESS_KEY_ID: S3_KEYS.accessKeyId,
    AWS_SECRET_KEY: S3_KEYS.secretAccessKey,
  };
}

/** The plugin with the servers and places of this machine. */
function here(plugin: Plugin): Plugin {
  const { hostname, port, username, pathname } = new URL(database.url);
  const config = plugin.config ?? {};
  if ('host' in config) {
    const server = { host: hostname, port: Number(port), user: username, database: pathname.slice(1) };
    return { ...plugin, config: { ...config, ...server } };
  }
  if ('filepath' in config) return { ...plugin, config: { ...config, filepath: 'shop.duckdb' } };
  if (plugin.name !== 'target-s3') return plugin;
  const { cloud_provider } = config as { cloud_provider: { aws: object } };
  const aws = { ...cloud_provider.aws, aws_endpoint_override: bucket.url };
  return { ...plugin, config: { ...config, cloud_provider: { aws } } };
}

/** Runs the one example of a page and hands the project to `look`. */
async function runExample(page: string, look: Look): Promise<void> {
  const [, text = ''] = /^```yaml\n(.*?)^```$/ms.exec(readFileSync(resolve('docs', page), 'utf8')) ?? [];
  const example = parse(text) as Example;
  const { extractors = [CSV], loaders = [JSONL] } = example.plugins;
  const plugins = { extractors: extractors.map(here), loaders: loaders.map(here) };
  const whole = { version: 1, project_id: page.replace(/\W/g, '-'), ...example, plugins };
  const project = new PluginProject({ 'meltano.yml': stringify(whole), ...FILES });
  const env = environment();
  const worker = spawn(process.execPath, [MAIN, 'worker'], {
    cwd: project.folder,
    env: { ...process.env, ...env },
    stdio: 'ignore',
  });
  const ended = once(worker, 'exit');
  try {
    const blocks = [extractors[0]?.name ?? '', loaders[0]?.name ?? ''];
    const { code, stdout, stderr } = await project.run(['run', ...blocks], { env });
    expect({ code, output: code === 0 ? '' : `${stdout}${stderr}` }).toEqual({ code: 0, output: '' });
    await look(project);
  } finally {
    // In order: a killed worker's polls would take the next example's tasks.
    worker.kill('SIGTERM');
    await ended;
    project.remove();
  }
}

function records(project: PluginProject, file: string): readonly unknown[] {
  return project
    .read(file)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

function onlyFile(project: PluginProject, folder: string): string {
  const names = readdirSync(join(project.folder, folder)).filter((name) => !name.startsWith('_'));
  expect(names).toHaveLength(1);
  return join(folder, names[0] ?? '');
}

const PEOPLE = [
  { id: '1', name: 'Ann' },
  { id: '2', name: 'Bob' },
];

type Look = (project: PluginProject) => void | Promise<void>;

/** What is there once the example of a page has run. */
const PAGES: Readonly<Record<string, Look>> = {
  'taps/tap-csv.md': (project) => {
    expect(records(project, 'output/orders.jsonl')).toEqual([
      { id: 1, amount: 1.5 },
      { id: 2, amount: 20 },
    ]);
  },
  'taps/tap-jsonl.md': (project) => {
    expect(records(project, 'output/events.jsonl')).toEqual([
      { id: 1, what: 'open' },
      { id: 2, what: 'close' },
    ]);
  },
  'taps/tap-postgres.md': (project) => {
    expect(records(project, 'output/public-orders.jsonl')).toHaveLength(2);
    expect(project.read('output/public-customers.jsonl')).not.toContain('canary');
  },
  'targets/target-csv.md': (project) => {
    expect(project.read(onlyFile(project, 'output/people'))).toBe('id;name\r\n1;Ann\r\n2;Bob\r\n');
  },
  'targets/target-parquet.md': async (project) => {
    const file = join(project.folder, onlyFile(project, 'output/people'));
    const { name } = await readWithDuckdb(`(SELECT * FROM '${file}' ORDER BY id)`);
    expect(name?.values).toEqual(['Ann', 'Bob']);
  },
  'targets/target-jsonl.md': (project) => {
    expect(records(project, 'output/people.jsonl')).toEqual(PEOPLE);
  },
  'targets/target-duckdb.md': async (project) => {
    const instance = await DuckDBInstance.create(join(project.folder, 'shop.duckdb'));
    const connection = await instance.connect();
    const rows = await connection.runAndReadAll('SELECT id FROM raw.orders ORDER BY id');
    expect(rows.getRows()).toEqual([[1], [2]]);
    connection.closeSync();
    instance.closeSync();
  },
  'targets/target-postgres.md': async () => {
    expect(await queryRows(database.url, 'select id, name from raw.people order by id')).toEqual(PEOPLE);
  },
  'targets/target-s3.md': async () => {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: 'lake', Prefix: 'raw/people/' }));
    expect(Contents.map(({ Key }) => Key)).toEqual([expect.stringMatching(/\.parquet$/)]);
  },
};

test.each(Object.entries(PAGES))('docs/%s', async (page, look) => {
  await runExample(page, look);
});

test('each page of a plugin has its example run here', () => {
  const pages = ['taps', 'targets'].flatMap((folder) =>
    readdirSync(resolve('docs', folder)).map((name) => `${folder}/${name}`),
  );
  expect(pages.sort()).toEqual(Object.keys(PAGES).sort());
});
