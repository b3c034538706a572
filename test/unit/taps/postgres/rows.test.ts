import fc from 'fast-check';
import { singerValue } from '../../../../src/taps/postgres/bookmark-value';
import { readBoundary, readCursor } from '../../../../src/taps/postgres/cursor';
import { rowKeysOf } from '../../../../src/taps/postgres/row-keys';
import { cutRows } from '../../../../src/taps/postgres/split-rows';
import { readTapSettings } from '../../../../src/taps/postgres/tap-settings';
import { tapFactoryFor } from '../../../../src/taps/registry';

test('rows are cut where their number or their bytes are reached, and at least one is taken', () => {
  const text = Buffer.from('a\nbb\nccc\n');
  expect(cutRows({ chunk: text, begunBytes: 0 }, 'text', 2, 100)).toEqual({ at: 5, rows: 2 });
  expect(cutRows({ chunk: text, begunBytes: 0 }, 'text', 9, 3)).toEqual({ at: 5, rows: 2 });
  expect(cutRows({ chunk: text, begunBytes: 0 }, 'text', 0, 0)).toEqual({ at: 2, rows: 1 });
  expect(cutRows({ chunk: text, begunBytes: 0 }, 'text', 9, 100)).toEqual({ at: 9, rows: 3 });
  expect(cutRows({ chunk: text, begunBytes: 2 }, 'text', 2, 100)).toEqual({ at: 5, rows: 2 });
  expect(cutRows({ chunk: text, begunBytes: 2 }, 'text', 1, 100)).toEqual({ at: 2, rows: 1 });
});

test('binary rows are cut at rows, whatever is in them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.option(fc.uint8Array({ maxLength: 20 }))), { minLength: 1 }),
      fc.nat(),
      (rows, wanted) => {
        const encoded = rows.map((fields) => Buffer.concat([int16(fields.length), ...fields.map(binaryField)]));
        const taken = Math.max(1, Math.min(wanted, rows.length));
        const at = encoded.slice(0, taken).reduce((sum, row) => sum + row.length, 0);
        expect(cutRows({ chunk: Buffer.concat(encoded), begunBytes: 0 }, 'binary', wanted, Infinity)).toEqual({
          at,
          rows: taken,
        });
      },
    ),
  );
});

function int16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeInt16BE(value);
  return buffer;
}

function binaryField(field: Uint8Array | null): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(field === null ? -1 : field.length);
  return Buffer.concat([length, field ?? Buffer.alloc(0)]);
}

const stream = {
  name: 'public-t',
  schema: {
    columns: ['a', 'b', 'c'].map((name) => ({ name, schema: {}, sqlType: 'text', nullable: true })),
    keyProperties: ['c', 'a'],
  },
  replication: { method: 'FULL_TABLE', snapshot: false },
} as const;
const by = [
  { name: 'c', sqlType: 'text' },
  { name: 'a', sqlType: 'text' },
];

test('keys are read out of a text row, unescaped, in the order of the key', () => {
  const keys = rowKeysOf(stream, by, 'text');
  expect(keys?.(Buffer.from('x\\ty\\\\n\tb\tü\\n\n'))).toEqual(['ü\n', 'x\ty\\n']);
  expect(keys?.(Buffer.from('\\N\tb\tc\n'))).toBeNull();
});

test('keys that a page does not hold, or holds in a form unknown here, are asked of the server', () => {
  expect(rowKeysOf(stream, [{ name: 'd', sqlType: 'text' }], 'text')).toBeNull();
  expect(rowKeysOf(stream, [{ name: 'c', sqlType: 'interval' }], 'binary')).toBeNull();
  expect(rowKeysOf(stream, [{ name: 'c', sqlType: 'text[]' }], 'binary')).toBeNull();
});

test.each([
  ['41', 'integer', 41],
  ['9007199254740993', 'bigint', '9007199254740993'],
  ['1.10', 'numeric(4,2)', '1.10'],
  ['0.5', 'double precision', 0.5],
  ['NaN', 'double precision', 'NaN'],
  ['2024-01-24 03:33:20.123456+00', 'timestamp with time zone', '2024-01-24T03:33:20.123456+00:00'],
  ['2024-01-24 03:33:20', 'timestamp without time zone', '2024-01-24T03:33:20+00:00'],
  ['infinity', 'timestamp with time zone', 'infinity'],
  ['2024-01-24 03:33:20', 'text', '2024-01-24 03:33:20'],
])('%s of type %s is %s in a bookmark', (text, type, value) => {
  expect(singerValue(text, type)).toBe(value);
});

test.each([null, 5, {}, { mode: 'keys' }, { mode: 'future', by: [], after: null }])(
  'the foreign cursor %j starts the stream again',
  (cursor) => {
    expect(() => readCursor(cursor, 'public-t')).toThrow(
      expect.objectContaining({ code: 'SourceSchemaChanged' }) as Error,
    );
  },
);

test.each([
  null,
  'x',
  { count: 1 },
  { count: '1', sum: '2' },
  { count: 1, sum: '0); drop table t' },
  { count: 1, sum: '2', hashes: ["'"] },
])('the foreign boundary %j is none', (boundary) => {
  expect(readBoundary(boundary)).toBeNull();
});

test('filter_schemas is a list or a text; anything else is refused by name', () => {
  const connection = { host: 'h', user: 'u', dbname: 'd' };
  expect(readTapSettings({ ...connection, filter_schemas: 'a, b,' }, 'tap').filterSchemas).toEqual(['a', 'b']);
  expect(readTapSettings({ ...connection, filter_schemas: ['a'] }, 'tap').filterSchemas).toEqual(['a']);
  expect(readTapSettings(connection, 'tap').filterSchemas).toEqual([]);
  expect(() => readTapSettings({ ...connection, filter_schemas: [1] }, 'tap')).toThrow('`filter_schemas`');
});

test('every variant of tap-postgres is native, and an unknown tap says which are', () => {
  for (const variant of [null, 'meltanolabs', 'transferwise']) {
    expect(tapFactoryFor({ name: 'tap-postgres', variant })).toBeInstanceOf(Function);
  }
  expect(() => tapFactoryFor({ name: 'tap-mysql', variant: 'transferwise' })).toThrow(
    /`tap-mysql` \(variant `transferwise`\).*`tap-postgres`/,
  );
});
