import { Client, Connection } from '@temporalio/client';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureSearchAttributes, SEARCH_ATTRIBUTES } from '../../src/temporal/search-attributes';
import { startTemporal, type TestTemporal } from '../support/temporal';

jest.setTimeout(60_000);

let temporal: TestTemporal;
let connection: Connection;

beforeAll(async () => {
  temporal = await startTemporal();
  connection = await Connection.connect({ address: temporal.address });
});

afterAll(async () => {
  await connection.close();
  await temporal.stop();
});

test('the embedded server knows the search attributes from its start', async () => {
  const known = await connection.operatorService.listSearchAttributes({ namespace: 'default' });
  expect(Object.keys(known.customAttributes)).toEqual(expect.arrayContaining(Object.keys(SEARCH_ATTRIBUTES)));
});

test('a namespace without them has them afterwards, and a workflow may use them at once', async () => {
  const namespace = 'elsewhere';
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: (24 * 3600) as never },
  });
  for (const deadline = Date.now() + 30_000; ;) {
    try {
      await connection.operatorService.listSearchAttributes({ namespace });
      break;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
  expect(await ensureSearchAttributes(connection, namespace)).toBe(true);
  const client = new Client({ connection, namespace });
  await client.workflow.start('nothing', {
    workflowId: 'tagged',
    taskQueue: 'none',
    args: [],
    typedSearchAttributes: [
      { key: { name: 'MeltemiJob', type: 'KEYWORD' }, value: 'orders' },
      { key: { name: 'MeltemiRows', type: 'INT' }, value: 7 },
    ],
  });
  const { typedSearchAttributes } = await client.workflow.getHandle('tagged').describe();
  expect(typedSearchAttributes.get({ name: 'MeltemiRows', type: 'INT' })).toBe(7);
});

test('a server that refuses them is answered with false', async () => {
  expect(await ensureSearchAttributes(connection, 'no-such-namespace')).toBe(false);
});

test('the workflows set exactly the search attributes that are registered', () => {
  const source = readFileSync(join(__dirname, '../../src/workflows/search-attributes.ts'), 'utf8');
  const set = [...source.matchAll(/name: '(Meltemi\w+)', type: '(\w+)'/g)].map(([, name, type]) => [name, type]);
  expect(set.sort()).toEqual(
    Object.entries(SEARCH_ATTRIBUTES)
      .map(([name, type]) => [name, type.toUpperCase()])
      .sort(),
  );
});
