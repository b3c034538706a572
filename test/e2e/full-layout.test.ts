/** The whole layout with three environments, as teams have it, planned against a real database in each of them. */
import { cpSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Client } from 'pg';
import { PluginProject } from '../support/plugin-project';
import { createDatabase, type TestDatabase } from '../support/postgres';

jest.setTimeout(120_000);

const FIXTURE = join(__dirname, '..', 'fixtures', 'indicium');
/** What the team's own tap prints: it is not installed here, but on the PATH. */
const TAP_ISSUES = `#!${process.execPath}
console.log(JSON.stringify({ streams: [{ tap_stream_id: 'issues', schema: { properties: { id: { type: 'integer' } } }, key_properties: ['id'] }] }));
`;

let database: TestDatabase;
let project: PluginProject;
let env: Record<string, string>;

beforeAll(async () => {
  database = await createDatabase('full_layout');
  const client = new Client(database.url);
  await client.connect();
  await client.query(`
    create table customers (id int primary key, email text, phone text, password_hash text);
    create table orders (id int primary key, updated_at timestamptz);
    create table items (id int primary key, updated_at timestamptz)`);
  await client.end();
  project = new PluginProject();
  cpSync(FIXTURE, project.folder, { recursive: true });
  project.writeExecutable('path/tap-issues', TAP_ISSUES);
  const { hostname, port, username, password } = new URL(database.url);
  const connection = { HOST: hostname, PORT: port, USER: username, PASSWORD: decodeURIComponent(password) };
  const name = new URL(database.url).pathname.slice(1);
  const ends = ['VAR_IN_DB', 'DEV_DB', 'STAGING_DB', 'PROD_DB'].flatMap((prefix) =>
    Object.entries({ ...connection, NAME: name }).map(([key, value]) => [`${prefix}_${key}`, value] as const),
  );
  env = {
    ...Object.fromEntries(ends),
    PATH: `${join(project.folder, 'path')}${delimiter}${process.env['PATH'] ?? ''}`,
    MELTANO_STATE_BACKEND_URI: `file://${project.folder}/states`,
    // The test's database has no TLS.
    TARGET_POSTGRES__ORDERS_SSL_ENABLE: 'false',
    TARGET_POSTGRES__CUSTOMERS_SSL_ENABLE: 'false',
  };
});

afterAll(async () => {
  project?.remove();
  await database?.drop();
});

test.each(['dev', 'staging', 'prod'])('every job can be planned in %s', async (environment) => {
  expect(await project.run(['validate'], { env })).toMatchObject({ code: 0 });
  const streams: Record<string, readonly string[]> = {};
  for (const job of ['orders-pipeline', 'customers-pipeline', 'issues-pipeline']) {
    const { code, stdout, stderr } = await project.run(['--json', '--environment', environment, 'plan', job], { env });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const plan = JSON.parse(stdout) as { pipelines: { streams: { stream: { name: string } }[] }[] };
    streams[job] = plan.pipelines.flatMap((pipeline) => pipeline.streams.map(({ stream }) => stream.name)).sort();
  }
  expect(streams).toEqual({
    'orders-pipeline': environment === 'staging' ? ['public-orders'] : ['public-items', 'public-orders'],
    'customers-pipeline': ['public-customers', 'public-customers'],
    'issues-pipeline': ['issues'],
  });
});
