/** TLS to a source: libpq's ladder of modes against a server with a certificate for `localhost` of an authority of its own. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { JsonObject } from '../../src/model/json';
import { quoteLiteral } from '../../src/systems/postgres/quote';
import { readPostgresSettings } from '../../src/systems/postgres/settings';
import { PostgresPool } from '../../src/systems/postgres/pool';
import { createPostgresTap } from '../../src/taps/postgres/postgres-tap';
import { startPostgres, type TestPostgres } from '../support/postgres';
import { discoverOne, largePages, linesOf, PageBench, quietContext, selected } from './tap-bench';

const FIXTURES = join(__dirname, '../fixtures/tls');
const AUTHORITY = join(FIXTURES, 'authority.pem');

let server: TestPostgres;
let sql: Client;

beforeAll(async () => {
  server = await startPostgres();
  sql = new Client({ connectionString: server.url });
  await sql.connect();
  // The server's own user must own the key, so the server writes it.
  for (const name of ['server.pem', 'server-key.pem']) {
    const lines = readFileSync(join(FIXTURES, name), 'utf8').trimEnd().split('\n');
    const rows = lines.map((line) => `(${quoteLiteral(line)})`).join(', ');
    await sql.query(`copy (select * from (values ${rows}) as line) to program 'umask 077; cat > ${name}'`);
  }
  await sql.query("alter system set ssl_cert_file = 'server.pem'");
  await sql.query("alter system set ssl_key_file = 'server-key.pem'");
  await sql.query('alter system set ssl = on');
  await sql.query('select pg_reload_conf()');
  await sql.query('create table t as select i as id, md5(i::text) as body from generate_series(1, 50000) i');
  await sql.query('alter table t add primary key (id)');
}, 60_000);

afterAll(async () => {
  await sql.end();
  await server.stop();
});

function settings(more: JsonObject): JsonObject {
  const { port, user, password } = server;
  return { host: 'localhost', port, user, password, dbname: 'postgres', ...more };
}

/** Whether the server sees the connection encrypted. */
async function isEncrypted(more: JsonObject): Promise<boolean> {
  const pool = new PostgresPool(readPostgresSettings(settings(more), 'tap'));
  try {
    return await pool.use({ side: 'source', purpose: 'testing' }, async (client) => {
      const { rows } = await client.query<{ ssl: string }>('select ssl from pg_stat_ssl where pid = pg_backend_pid()');
      return rows[0]?.ssl === 't';
    });
  } finally {
    await pool.close();
  }
}

test.each([
  ['by default', {}, true],
  ['disable', { ssl_mode: 'disable' }, false],
  ['allow', { ssl_mode: 'allow' }, false],
  ['prefer', { ssl_mode: 'prefer' }, true],
  ['require', { ssl: 'true' }, true],
  ['verify-ca', { ssl_mode: 'verify-ca', ssl_root_cert: AUTHORITY }, true],
  ['verify-ca under another name', { ssl_mode: 'verify-ca', ssl_root_cert: AUTHORITY, host: '127.0.0.1' }, true],
  ['verify-full', { ssl_enable: true, ssl_certificate_authority: AUTHORITY }, true],
  ['verify-full with PEM text', { ssl_enable: true, ssl_root_cert: readFileSync(AUTHORITY, 'utf8') }, true],
])('%s', async (_, more, encrypted) => {
  expect(await isEncrypted(more)).toBe(encrypted);
});

test.each([
  ['verify-ca without the authority', { ssl_mode: 'verify-ca' }],
  ['require with another authority', { ssl: 'true', ssl_root_cert: join(FIXTURES, 'server.pem') }],
  ['verify-full under another name', { ssl_enable: true, ssl_root_cert: AUTHORITY, host: '127.0.0.1' }],
  ['a certificate file that is not there', { ssl_enable: true, ssl_root_cert: '/nowhere.pem' }],
])('%s is a configuration error that names the setting', async (_, more) => {
  await expect(isEncrypted(more)).rejects.toMatchObject({
    code: 'ConfigInvalid',
    message: expect.stringContaining('ssl_root_cert') as string,
  });
});

test('allow goes over to TLS where the server takes nothing else', async () => {
  const { rows } = await sql.query<{ file: string }>("select current_setting('hba_file') as file");
  const file = rows[0]?.file ?? '';
  await sql.query(`copy (select 'hostssl all all all trust') to program ${quoteLiteral(`cat > ${file}`)}`);
  await sql.query('select pg_reload_conf()');
  expect(await isEncrypted({ ssl_mode: 'allow' })).toBe(true);
});

test('pages over TLS are the same', async () => {
  const tap = createPostgresTap(settings({ ssl_mode: 'require' }), quietContext);
  const pages = await PageBench.open();
  const stream = selected(await discoverOne(tap, 'public-t'));
  const read = await pages.readAll(tap, stream, { limits: { ...largePages, maxRows: 20_000 } });
  await tap.close();
  await pages.close();
  const { rows } = await sql.query<{ line: string }>("select id || E'\\t' || body as line from t order by id");
  expect(read.map((page) => page.rows)).toEqual([20_000, 20_000, 10_000]);
  expect(linesOf(read)).toEqual(rows.map((row) => row.line));
});
