import { MeltemiError } from '../../../../src/model/errors';
import type { JsonObject } from '../../../../src/model/json';
import { destinationOf } from '../../../../src/targets/postgres/destination';
import { loadModeOf, readTargetSettings } from '../../../../src/targets/postgres/settings';
import type { OutputStream } from '../../../../src/targets/target';

const login = { host: 'h', user: 'u', password: 'canary-secret', dbname: 'd' };

function stream(name: string, key: readonly string[] = ['id'], column = 'id'): OutputStream {
  return {
    stateId: 'dev:a-to-b',
    name,
    schema: { columns: [{ name: column, schema: { type: 'integer' }, nullable: false }], keyProperties: key },
    replication: { method: 'FULL_TABLE', snapshot: false },
    resumable: true,
  };
}

function settings(more: JsonObject = {}) {
  return readTargetSettings({ ...login, ...more }, 'target-postgres');
}

test.each([
  ['orders', '"public"."orders"'],
  ['public-orders', '"public"."orders"'],
  ['shop-Sales-Order Items', '"public"."Order Items"'],
  ['db-public-my-table', '"public"."my_table"'],
  ['public-say "hi"', '"public"."say ""hi"""'],
])('stream %s goes to %s', (name, qualified) => {
  expect(destinationOf(settings(), stream(name)).qualified).toBe(qualified);
});

test('the source schema decides the target schema where a mapping says so', () => {
  const mapped = settings({
    schema_mapping: { public: { target_schema: 'raw' }, crm: 'Sales' },
    default_target_schema: 'rest',
  });
  expect(destinationOf(mapped, stream('public-orders')).schema).toBe('raw');
  expect(destinationOf(mapped, stream('db-crm-orders')).schema).toBe('Sales');
  expect(destinationOf(mapped, stream('other-orders')).schema).toBe('rest');
  expect(destinationOf(mapped, stream('orders')).schema).toBe('rest');
});

test('names of 63 bytes are taken, longer ones are named in the error', () => {
  const long = 'é'.repeat(31);
  expect(destinationOf(settings(), stream(`a-${long}x`)).table).toBe(`${long}x`);
  expect(() => destinationOf(settings(), stream(`a-${long}xy`))).toThrow(`\`${long}xy\``);
  expect(() => destinationOf(settings(), stream('a-b', ['id'], 'c'.repeat(64)))).toThrow('c'.repeat(64));
  expect(() => destinationOf(settings(), stream('a-'))).toThrow(/empty/);
});

test('the table aside has a name of at most 63 bytes, its own for each stream and state id', () => {
  const long = 'é'.repeat(31);
  const names = [stream(`a-${long}`), stream(`b-${long}`), { ...stream(`a-${long}`), stateId: 'dev:other' }].map(
    (one) => destinationOf(settings(), one).fill,
  );
  expect(new Set(names).size).toBe(3);
  for (const name of names) {
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63);
    expect(name).toContain('__meltemi_fill');
  }
});

test('the load mode is the setting, else it depends on the key', () => {
  expect(loadModeOf(settings(), stream('a'))).toBe('upsert');
  expect(loadModeOf(settings(), stream('a', []))).toBe('append');
  expect(loadModeOf(settings({ load_method: 'append-only' }), stream('a'))).toBe('append');
  expect(loadModeOf(settings({ load_method: 'overwrite' }), stream('a', []))).toBe('overwrite');
  expect(() => loadModeOf(settings({ load_method: 'upsert' }), stream('a', []))).toThrow(/no key/);
});

test.each([
  [{ load_method: 'merge' }, 'load_method'],
  [{ default_target_schema: 5 }, 'default_target_schema'],
  [{ schema_mapping: 'public' }, 'schema_mapping'],
  [{ schema_mapping: { public: {} } }, 'schema_mapping.public'],
  [{ port: 'x' }, 'port'],
])('a wrong setting %j is named', (wrong, name) => {
  expect(() => settings(wrong)).toThrow(MeltemiError);
  expect(() => settings(wrong)).toThrow(`The setting \`${name}\` of`);
  expect(() => settings(wrong)).not.toThrow(/canary/);
});
