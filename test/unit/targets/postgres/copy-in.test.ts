import { Client } from 'pg';
import { copyIn } from '../../../../src/systems/postgres/copy-in';
import { createDatabase, type TestDatabase } from '../../../support/postgres';

let database: TestDatabase;
let client: Client;
beforeAll(async () => {
  database = await createDatabase('copy_in');
});
afterAll(() => database.drop());
beforeEach(async () => {
  client = new Client({ connectionString: database.url });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('create temp table t (a int, b text)');
});
afterEach(() => client.end());

async function* chunks(...parts: readonly (string | Buffer | Error)[]): AsyncGenerator<Buffer> {
  for (const part of parts) {
    if (part instanceof Error) throw part;
    await Promise.resolve();
    yield Buffer.isBuffer(part) ? part : Buffer.from(part);
  }
}

const statement = 'copy t from stdin';

test('chunks may break off anywhere, and be empty', async () => {
  expect(await copyIn(client, { statement, encoding: 'text', chunks: chunks('1\tä', '', '\n2', '\tb\n') })).toBe(2);
  expect((await client.query('select * from t')).rows).toEqual([
    { a: 1, b: 'ä' },
    { a: 2, b: 'b' },
  ]);
});

test('more than the socket takes at once arrives whole', async () => {
  const line = `1\t${'x'.repeat(1000)}\n`;
  const parts = Array.from({ length: 100 }, () => Buffer.from(line.repeat(250)));
  expect(await copyIn(client, { statement, encoding: 'text', chunks: chunks(...parts) })).toBe(25_000);
});

test('binary rows get their header and trailer', async () => {
  const row = Buffer.from('0002000000040000000700000003616263', 'hex');
  const binary = 'copy t from stdin (format binary)';
  expect(
    await copyIn(client, {
      statement: binary,
      encoding: 'binary',
      chunks: chunks(row.subarray(0, 5), row.subarray(5)),
    }),
  ).toBe(1);
  expect(await copyIn(client, { statement: binary, encoding: 'binary', chunks: chunks() })).toBe(0);
  expect((await client.query('select * from t')).rows).toEqual([{ a: 7, b: 'abc' }]);
});

test('an iteration that fails leaves no rows and a connection that works', async () => {
  const failure = new Error('the page is short');
  await expect(copyIn(client, { statement, encoding: 'text', chunks: chunks('1\ta\n', failure) })).rejects.toBe(
    failure,
  );
  expect((await client.query('select count(*)::int as n from t')).rows).toEqual([{ n: 0 }]);
});

test('an error of the server ends the iteration and is thrown', async () => {
  let sent = 0;
  async function* endless(): AsyncGenerator<Buffer> {
    for (;;) {
      sent += 1;
      yield Buffer.from('x\ta\n'.repeat(10_000));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  await expect(copyIn(client, { statement, encoding: 'text', chunks: endless() })).rejects.toMatchObject({
    code: '22P02',
  });
  expect(sent).toBeGreaterThan(0);
  expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
});

test('a connection that is cut while rows are sent fails the copy', async () => {
  async function* cut(): AsyncGenerator<Buffer> {
    yield Buffer.from('1\ta\n');
    client.connection.stream.destroy();
    yield Buffer.from('2\tb\n');
  }
  await expect(copyIn(client, { statement, encoding: 'text', chunks: cut() })).rejects.toThrow(/terminated/);
});

test('a wrong statement fails before anything is sent', async () => {
  const text = { encoding: 'text', chunks: chunks('1\ta\n') } as const;
  await expect(copyIn(client, { statement: 'copy nowhere from stdin', ...text })).rejects.toMatchObject({
    code: '42P01',
  });
});
