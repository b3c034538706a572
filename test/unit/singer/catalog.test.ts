import type { JsonObject } from '../../../src/model/json';
import type { Extras } from '../../../src/project/project';
import { parseCatalog } from '../../../src/singer/catalog/catalog';
import { listSelection } from '../../../src/singer/catalog/list-selection';
import { applyTapRules } from '../../../src/singer/catalog/tap-rules';
import { refusal } from '../project/project-folder';

const EXTRAS: Extras = {
  select: ['*.*'],
  metadata: {},
  schema: {},
  selectFilter: [],
  loadSchema: null,
  catalog: null,
  useCachedCatalog: true,
  state: null,
  parallelPrograms: null,
};

function entry(path: string, metadata: JsonObject): JsonObject {
  return { breadcrumb: path === '' ? [] : path.split('/').flatMap((part) => ['properties', part]), metadata };
}

const CATALOG: JsonObject = {
  streams: [
    {
      tap_stream_id: 'users',
      stream: 'users',
      schema: {
        type: 'object',
        properties: {
          id: { type: 'integer' },
          email: { type: 'string' },
          address: { type: 'object', properties: { city: { type: 'string' }, zip: { type: 'string' } } },
          blob: { type: 'string' },
        },
      },
      metadata: [
        entry('', { inclusion: 'available', selected: true }),
        entry('id', { inclusion: 'automatic' }),
        entry('email', { inclusion: 'available', 'selected-by-default': true }),
        entry('address', { inclusion: 'available' }),
        entry('address/city', { inclusion: 'available' }),
        entry('address/zip', { inclusion: 'available' }),
        entry('blob', { inclusion: 'unsupported' }),
      ],
    },
    {
      tap_stream_id: 'my.log',
      stream: 'log',
      schema: {
        type: 'object',
        properties: { at: { type: 'string' }, 'odd name': {}, deep: { properties: { x: {} } } },
      },
    },
  ],
};

/** `stream.property` of all that has `selected: true`, streams alone by their names. */
function selected(extras: Partial<Extras>): string {
  const { catalog } = applyTapRules(CATALOG, { ...EXTRAS, ...extras });
  return (catalog['streams'] as unknown as readonly Stream[])
    .flatMap(({ tap_stream_id, metadata }) =>
      metadata
        .filter((each) => each.metadata['selected'] === true)
        .map(({ breadcrumb }) => [tap_stream_id, ...breadcrumb.filter((_, index) => index % 2 === 1)].join('/')),
    )
    .join(' ');
}

interface Stream {
  readonly tap_stream_id: string;
  readonly metadata: readonly Entry[];
}

interface Entry {
  readonly breadcrumb: readonly string[];
  readonly metadata: JsonObject;
}

const ALL_USERS = 'users users/id users/email users/address users/address/city users/address/zip';
const ALL_LOG = 'my.log my.log/at my.log/deep my.log/deep/x';

test.each<[readonly string[], string]>([
  [['*.*'], `${ALL_USERS} ${ALL_LOG}`],
  [['*'], `${ALL_USERS} ${ALL_LOG}`],
  [['users'], ALL_USERS],
  [['users.'], ALL_USERS],
  [['users.email'], 'users users/email'],
  [['users.address'], 'users users/address'],
  [['users.address.city'], 'users users/address users/address/city'],
  [['users.*.city'], ALL_USERS],
  [['users.nope'], 'users'],
  [['users.blob'], 'users'],
  [['users.*', '!users.id'], ALL_USERS.replace(' users/id', '')],
  [['!users.email', 'users.*'], ALL_USERS.replace(' users/email', '')],
  [['users.*', '!users.address'], ALL_USERS.replace(' users/address ', ' ')],
  [['users.*', '!users.address.*'], ALL_USERS.replace(' users/address/city users/address/zip', '')],
  [['*.*', '!users'], ALL_LOG],
  [['*.*', '!users.*'], ALL_LOG],
  [['my\\.log.at'], 'my.log my.log/at'],
  [['my.log.at'], ''],
  [['m?[.]log.deep.x'], ''],
  [['m?*.at'], 'my.log my.log/at'],
  [['USERS.*'], ''],
  [['!users.email'], ''],
  [[''], ''],
  [[], ''],
])('select %j', (select, expected) => expect(selected({ select })).toBe(expected));

test.each<[readonly string[], string]>([
  [['users'], ALL_USERS],
  [['users.email', 'my*'], `${ALL_USERS} ${ALL_LOG}`],
  [['!users'], `${ALL_USERS.replace('users ', '')} ${ALL_LOG}`],
  [['*', '!my\\.log'], `${ALL_USERS} ${ALL_LOG.replace('my.log ', '')}`],
])('filter %j touches the streams only', (selectFilter, expected) => {
  const kept = expected.split(' ');
  const result = selected({ selectFilter }).split(' ');
  expect(result.filter((each) => !each.includes('/'))).toEqual(kept.filter((each) => !each.includes('/')));
  expect(result.filter((each) => each.startsWith('users/'))).toHaveLength(5);
});

test('a filter never selects', () =>
  expect(selected({ select: ['users.*'], selectFilter: ['my*'] })).not.toContain('log'));

test('rules reach the stream itself in the old spelling, and later ones win', () => {
  const metadata = {
    '*': { 'replication-method': 'FULL_TABLE' },
    users: { 'replication-method': 'INCREMENTAL', email: { pii: true }, selected: false, nothing: {} },
  };
  const [users] = applyTapRules(CATALOG, { ...EXTRAS, metadata }).catalog['streams'] as readonly JsonObject[];
  expect(users).toMatchObject({ selected: false, replication_method: 'INCREMENTAL' });
  expect(users?.['metadata']).toContainEqual({
    breadcrumb: [],
    metadata: { inclusion: 'available', selected: false, 'replication-method': 'INCREMENTAL' },
  });
  expect(users?.['metadata']).toContainEqual({
    breadcrumb: ['properties', 'email'],
    metadata: { inclusion: 'available', 'selected-by-default': true, selected: true, pii: true },
  });
});

test('entries that the tap left out: automatic at the top, available below, none for a name Meltano does not see', () => {
  const log = (applyTapRules(CATALOG, EXTRAS).catalog['streams'] as readonly JsonObject[])[1];
  expect(log?.['metadata']).toEqual([
    entry('', { inclusion: 'automatic', selected: true }),
    entry('at', { inclusion: 'automatic', selected: true }),
    entry('deep', { inclusion: 'automatic', selected: true }),
    entry('deep/x', { inclusion: 'available', selected: true }),
  ]);
});

test('metadata that stands before the schema: what the schema adds has no mark', () => {
  const stream = { tap_stream_id: 's', metadata: [], schema: { properties: { a: {} } } };
  const [s] = applyTapRules({ streams: [stream] }, EXTRAS).catalog['streams'] as readonly JsonObject[];
  expect(s?.['metadata']).toEqual([
    entry('', { inclusion: 'automatic', selected: true }),
    entry('a', { inclusion: 'automatic' }),
  ]);
});

test('`schema` replaces and adds properties, by wildcards only those that are there', () => {
  const schema = { users: { email: { type: 'integer' }, extra: { type: 'null' }, '*d*s*': { type: 'array' } } };
  const { catalog } = applyTapRules(CATALOG, { ...EXTRAS, schema });
  const [users] = catalog['streams'] as readonly { schema: { properties: JsonObject } }[];
  expect(users?.schema.properties).toEqual({
    id: { type: 'integer' },
    email: { type: 'integer' },
    address: { type: 'array' },
    blob: { type: 'string' },
    extra: { type: 'null' },
  });
});

test('a catalog given by hand: filters only', () => {
  expect(applyTapRules(CATALOG, { ...EXTRAS, catalog: 'my.json', select: ['users.id'] }).catalog).toBe(CATALOG);
  const filtered = applyTapRules(CATALOG, { ...EXTRAS, catalog: 'my.json', selectFilter: ['my*'] }).catalog;
  const [users] = filtered['streams'] as readonly JsonObject[];
  expect(users?.['selected']).toBe(false);
});

test('rules that match nothing are warnings, once each', () => {
  const extras = { ...EXTRAS, select: ['nope.*', 'users.naem', 'users.address.cty'], metadata: { nope: { a: 1 } } };
  expect(applyTapRules(CATALOG, extras).warnings).toEqual([
    'Stream `nope` was not found in the catalog',
    'Property `naem` was not found in the schema of stream `users`',
    'Property `address.properties.cty` was not found in the schema of stream `users`',
  ]);
});

test('the list: excluded with the stream, automatic through it, unsupported, defaults of the tap', () => {
  const marks = (catalog: JsonObject): Record<string, string> =>
    Object.fromEntries(listSelection(catalog).map((each) => [`${each.stream}.${each.property}`, each.selection]));
  expect(marks(applyTapRules(CATALOG, { ...EXTRAS, select: ['my*'] }).catalog)).toMatchObject({
    'my.log.deep.x': 'automatic',
    'users.id': 'excluded',
    'users.blob': 'excluded',
  });
  expect(marks(CATALOG)).toEqual({
    'users.address': 'excluded',
    'users.address.city': 'excluded',
    'users.address.zip': 'excluded',
    'users.blob': 'unsupported',
    'users.email': 'selected',
    'users.id': 'automatic',
  });
});

test.each<[string, RegExp]>([
  ['', /nothing was printed/],
  ['Traceback (most', /is not JSON: it starts with `Traceback \(most`/],
  ['[]', /must be a JSON object with `streams`, got a list/],
  ['{"streams": {}}', /`streams` of the catalog of `tap-x` must be a list, got an object/],
  ['{"streams": [{"stream": "a"}]}', /Stream 1 of the catalog of `tap-x` has no `tap_stream_id`/],
])('the catalog %j is refused', (text, message) =>
  expect(refusal(() => parseCatalog(text, 'The catalog of `tap-x`'))).toMatch(message),
);
