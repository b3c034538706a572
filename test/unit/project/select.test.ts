import type { JsonObject } from '../../../src/model/json';
import type { Stream } from '../../../src/model/stream';
import type { Extras, ResolvedPlugin } from '../../../src/project/project';
import { selectStreams, type Selection } from '../../../src/project/select';
import { refusal } from './project-folder';

const PROGRAM: ResolvedPlugin['program'] = {
  executable: 'tap-x',
  pipUrl: null,
  home: { kind: 'extractors', name: 'tap-x' },
  capabilities: new Set(),
  commands: new Map(),
};

function stream(
  name: string,
  columns: readonly string[],
  keyProperties: readonly string[] = ['id'],
): { stream: Stream; unsupported: [] } {
  const schema = { columns: columns.map((column) => ({ name: column, schema: {}, nullable: true })), keyProperties };
  return { stream: { name, schema, replication: { method: 'FULL_TABLE', snapshot: false } }, unsupported: [] };
}

const CATALOG = {
  streams: [
    stream('users', ['id', 'email', 'name', 'updated_at', 'a.b']),
    stream('orders', ['id', 'total', 'updated_at']),
    stream('my.log', ['at', 'text'], []),
  ],
};

function select(extras: Partial<Extras>, settings: JsonObject = {}, only: readonly string[] = []): Selection {
  const plugin: ResolvedPlugin = {
    kind: 'extractors',
    name: 'tap-x',
    baseName: 'tap-x',
    variant: null,
    source: null,
    program: PROGRAM,
    settings,
    secrets: [],
    warnings: [],
    extras: {
      select: ['*.*'],
      metadata: {},
      schema: {},
      selectFilter: [],
      loadSchema: null,
      catalog: null,
      useCachedCatalog: true,
      state: null,
      parallelPrograms: null,
      ...extras,
    },
  };
  return selectStreams(CATALOG, plugin, only);
}
const columns = (selection: Selection): Record<string, string> =>
  Object.fromEntries(
    selection.streams.map(({ name, schema }) => [name, schema.columns.map((column) => column.name).join(' ')]),
  );

test.each<[string[], Record<string, string>]>([
  [['*.*'], { users: 'id email name updated_at a.b', orders: 'id total updated_at', 'my.log': 'at text' }],
  [['users'], { users: 'id email name updated_at a.b' }],
  [['users.*'], { users: 'id email name updated_at a.b' }],
  [['users.email'], { users: 'id email' }],
  [['users.e*', 'orders.total'], { users: 'id email', orders: 'id total' }],
  [['!users.email', 'users.*'], { users: 'id name updated_at a.b' }],
  [['users.*', '!users.id'], { users: 'id email name updated_at a.b' }],
  [['*.*', '!users.*', '!my\\.log'], { orders: 'id total updated_at' }],
  [['!users.*'], {}],
  [['users.nope'], { users: 'id' }],
  [['users.a.b'], { users: 'id' }],
  [['users.a?b'], { users: 'id a.b' }],
  [['users.name.first'], { users: 'id name' }],
  [['users.*', '!users.name.first'], { users: 'id email name updated_at a.b' }],
  [['my\\.log.text'], { 'my.log': 'text' }],
  [['[uo]*.updated_at'], { users: 'id updated_at', orders: 'id updated_at' }],
  [['Users.*'], {}],
  [[], {}],
])('%j selects', (patterns, expected) => expect(columns(select({ select: patterns }))).toEqual(expected));

test('filters take streams away and never add any; property parts do not count', () => {
  expect(Object.keys(columns(select({ selectFilter: ['users.email', 'my\\.log'] })))).toEqual(['users', 'my.log']);
  expect(Object.keys(columns(select({ selectFilter: ['!users'] })))).toEqual(['orders', 'my.log']);
  expect(Object.keys(columns(select({ select: ['users.*'] }, {}, ['orders'])))).toEqual([]);
  expect(Object.keys(columns(select({}, {}, ['or*'])))).toEqual(['orders']);
});

test('`selected` in metadata overrides `select`, except for keys', () => {
  const metadata = { users: { selected: false }, orders: { total: { selected: false }, id: { selected: false } } };
  expect(columns(select({ metadata }))).toEqual({ orders: 'id updated_at', 'my.log': 'at text' });
});

test('the replication key is read even when nobody selects it', () => {
  const selection = select({
    select: ['orders.total'],
    metadata: { 'ord*': { 'replication-method': 'INCREMENTAL', 'replication-key': 'updated_at' } },
  });
  expect(columns(selection)).toEqual({ orders: 'id total updated_at' });
  expect(selection.streams[0]?.replication).toEqual({
    method: 'INCREMENTAL',
    replicationKey: 'updated_at',
    comparison: 'exact',
  });
});

const replication = (metadata: JsonObject, settings: JsonObject = {}): unknown =>
  select({ select: ['orders.*'], metadata: { orders: metadata } }, settings).streams[0]?.replication;
const FULL = { method: 'FULL_TABLE', snapshot: false };
const INCREMENTAL = { method: 'INCREMENTAL', replicationKey: 'updated_at', comparison: 'exact' };

test.each<[JsonObject, JsonObject, unknown]>([
  [{}, {}, FULL],
  [{ snapshot: true }, {}, { ...FULL, snapshot: true }],
  [{ 'replication-key': 'updated_at' }, {}, INCREMENTAL],
  [{ 'replication-key': 'updated_at' }, { default_replication_method: 'FULL_TABLE' }, FULL],
  [{ 'replication-key': 'updated_at' }, { default_replication_method: 'INCREMENTAL' }, INCREMENTAL],
  [{}, { default_replication_method: 'INCREMENTAL' }, FULL],
  [
    { 'replication-method': 'INCREMENTAL', 'replication-key': 'updated_at', 'replication-comparison': 'gt' },
    {},
    { ...INCREMENTAL, comparison: 'gt' },
  ],
  [
    { replication_method: 'INCREMENTAL', replication_key: 'updated_at' },
    { replication_comparison: 'gte' },
    { ...INCREMENTAL, comparison: 'gte' },
  ],
])('metadata %j with settings %j', (metadata, settings, expected) =>
  expect(replication(metadata, settings)).toEqual(expected),
);

test('later rules win over earlier ones', () => {
  const metadata = {
    '*': { 'replication-method': 'FULL_TABLE' },
    orders: { 'replication-method': 'INCREMENTAL', 'replication-key': 'updated_at' },
  };
  expect(select({ metadata }).streams.map((each) => each.replication.method)).toEqual([
    'FULL_TABLE',
    'INCREMENTAL',
    'FULL_TABLE',
  ]);
});

test.each<[JsonObject, string, RegExp]>([
  [
    { 'replication-method': 'INCREMENTAL' },
    'ConfigInvalid',
    /`orders` of `tap-x` is `INCREMENTAL` without a `replication-key`/,
  ],
  [{ 'replication-method': 'LOG_BASED' }, 'Unsupported', /`LOG_BASED`/],
  [{ 'replication-method': 'INCREMENTEL' }, 'ConfigInvalid', /Did you mean `INCREMENTAL`/],
  [{ 'replication-key': 'updatedat' }, 'ConfigInvalid', /Did you mean `updated_at`/],
  [{ 'table-key-properties': ['idd'] }, 'ConfigInvalid', /Did you mean `id`/],
  [{ 'replication-key': 'id', 'replication-comparison': 'ge' }, 'ConfigInvalid', /Use one of `gt`, `gte`, `exact`/],
])('metadata %j is refused', (metadata, code, message) => {
  const refused = refusal(() => replication(metadata));
  expect(refused).toMatch(new RegExp(`^${code} `));
  expect(refused).toMatch(message);
});

test('`table-key-properties` replaces the key, and the new key is always read', () => {
  const selection = select({ select: ['users.name'], metadata: { users: { 'table-key-properties': ['email'] } } });
  expect(selection.streams[0]?.schema.keyProperties).toEqual(['email']);
  expect(columns(selection)).toEqual({ users: 'email name' });
});

test('patterns and rules without a match, unread columns and unknown extras are warnings', () => {
  const catalog = {
    streams: [{ ...stream('orders', ['id']), unsupported: [{ name: 'geo', reason: 'its type is unknown' }] }],
  };
  const extras = {
    select: ['ordres.*', 'orders.*'],
    metadata: { user: { selected: true } },
    schema: { a: {} },
    selectFilter: [],
    loadSchema: null,
    catalog: null,
    useCachedCatalog: true,
    state: null,
    parallelPrograms: null,
  };
  const plugin = {
    kind: 'extractors',
    name: 'tap-x',
    baseName: 'tap-x',
    variant: null,
    source: null,
    program: PROGRAM,
    settings: {},
    secrets: [],
    warnings: [],
    extras,
  } as const;
  expect(selectStreams(catalog, plugin, []).warnings).toEqual([
    'The pattern `ordres.*` in `select` of `tap-x` matches no stream. Did you mean `orders`?',
    'The rule `user` in `metadata` of `tap-x` matches no stream.',
    '`schema` of `tap-x` has no effect: native taps discover their catalog and keep their state themselves.',
    'The column `geo` of stream `orders` is not read: its type is unknown.',
  ]);
});

test('a stream without any column to read is refused', () =>
  expect(() => select({ select: ['my\\.log.nope'] })).toThrow(/takes the stream `my\.log` and none of its columns/));
