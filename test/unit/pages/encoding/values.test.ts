import fc from 'fast-check';
import type { JsonObject } from '../../../../src/model/json';
import type { Column } from '../../../../src/model/stream';
import { formatArrayLiteral, parseArrayLiteral } from '../../../../src/pages/encoding/array-literal';
import { columnKind } from '../../../../src/pages/encoding/column-kind';
import { fromJson, toJsonText } from '../../../../src/pages/encoding/values';

const sql = (sqlType: string, schema: JsonObject = {}): Column => ({ name: 'c', schema, sqlType, nullable: true });
const json = (schema: JsonObject): Column => ({ name: 'c', schema, nullable: true });
const nullable = (type: string, format?: string): JsonObject => ({
  type: ['null', type],
  ...(format ? { format } : {}),
});

describe('columnKind', () => {
  test.each([
    ['numeric(12,2)', { kind: 'number' }],
    ['timestamp(3) with time zone', { kind: 'timestamp', form: 'sql', zone: true }],
    ['time without time zone', { kind: 'time', form: 'sql', zone: false }],
    ['character varying(20)', { kind: 'string' }],
    ['interval day to second(3)', { kind: 'string' }],
    ['"my date"', { kind: 'string' }],
    ['numeric(12,2)[]', { kind: 'array', element: { kind: 'number' }, delimiter: ',' }],
    ['box[]', { kind: 'array', element: { kind: 'string' }, delimiter: ';' }],
  ])('sql type %s', (type, kind) => expect(columnKind(sql(type))).toEqual(kind));

  test.each([
    [nullable('string'), 'string'],
    [nullable('string', 'date-time'), 'timestamp'],
    [nullable('string', 'uuid'), 'string'],
    [{ type: ['integer', 'number', 'null'] }, 'number'],
    [{ anyOf: [{ type: 'string', format: 'date-time' }, { type: 'string' }, { type: 'null' }] }, 'string'],
    [{ anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] }, 'timestamp'],
    [{ type: ['string', 'integer'] }, 'json'],
    [nullable('object'), 'json'],
    [{}, 'json'],
  ])('schema %j is %s', (schema, kind) => expect(columnKind(json(schema)).kind).toBe(kind));

  test('a schema that says plain string makes a text of an SQL type, bytea apart', () => {
    expect(columnKind(sql('date', nullable('string')))).toEqual({ kind: 'string' });
    expect(columnKind(sql('bytea', nullable('string')))).toEqual({ kind: 'bytea' });
  });
});

describe('page text to JSON', () => {
  test.each([
    ['bigint', '9223372036854775807', '9223372036854775807'],
    ['numeric', '123456789012345678901234567890.1234567890', '123456789012345678901234567890.1234567890'],
    ['numeric', 'NaN', 'null'],
    ['double precision', '-Infinity', 'null'],
    ['double precision', '1e+30', '1e+30'],
    ['boolean', 't', 'true'],
    ['boolean', 'f', 'false'],
    ['text', 'a "b"\n\\', '"a \\"b\\"\\n\\\\"'],
    ['date', '2024-02-29', '"2024-02-29"'],
    ['date', 'infinity', '"9999-12-31"'],
    ['date', '0044-03-15 BC', '"0044-03-15 BC"'],
    ['timestamp with time zone', '2024-01-01 00:00:00.123+00', '"2024-01-01T00:00:00.123000+00:00"'],
    ['timestamp with time zone', '2024-01-01 00:00:00+05:30', '"2024-01-01T00:00:00+05:30"'],
    ['timestamp without time zone', '2024-01-01 10:00:00', '"2024-01-01T10:00:00+00:00"'],
    ['timestamp without time zone', 'infinity', '"9999-12-31T23:59:59.999999+00:00"'],
    ['timestamp without time zone', '-infinity', '"0001-01-01T00:00:00+00:00"'],
    ['timestamp without time zone', '12024-01-01 10:00:00', '"12024-01-01 10:00:00"'],
    ['time without time zone', '12:34:56.5', '"12:34:56.500000"'],
    ['time without time zone', '24:00:00', '"00:00:00"'],
    ['time with time zone', '12:34:56+02', '"12:34:56+02:00"'],
    ['json', '{"a":\n\t1}', '{"a":  1}'],
    ['bytea', '\\x00ff', '"00ff"'],
    ['integer[]', '{1,NULL,-3}', '[1,null,-3]'],
    ['text[]', '{"a \\"b\\"",c,"NULL",""}', '["a \\"b\\"","c","NULL",""]'],
    ['integer[]', '[0:1]={{1,2},{3,4}}', '[[1,2],[3,4]]'],
    ['box[]', '{(1,1),(0,0);(2,2),(1,1)}', '["(1,1),(0,0)","(2,2),(1,1)"]'],
    ['timestamp with time zone[]', '{"2024-01-01 00:00:00+00"}', '["2024-01-01T00:00:00+00:00"]'],
    ['interval', '1 year 2 mons 3 days 04:05:06.7', '"1 year 2 mons 3 days 04:05:06.7"'],
  ])('%s %s', (type, text, expected) => expect(toJsonText(sql(type))(text)).toBe(expected));

  test.each([
    [nullable('boolean'), 'true', 'true'],
    [nullable('boolean'), 'false', 'false'],
    [nullable('string', 'date-time'), '2024-01-01T00:00:00Z', '"2024-01-01T00:00:00Z"'],
    [{ type: ['string', 'integer'] }, '"5"', '"5"'],
  ])('schema %j %s', (schema, text, expected) => expect(toJsonText(json(schema))(text)).toBe(expected));
});

describe('JSON to page text', () => {
  test.each([
    ['timestamp with time zone', '2024-01-01T02:00:00.500000+02:00', '2024-01-01 00:00:00.5+00'],
    ['timestamp without time zone', '2024-01-01T00:00:00Z', '2024-01-01 00:00:00'],
    ['timestamp with time zone', 'soon', 'soon'],
    ['time with time zone', '12:34:56.500000+00:00', '12:34:56.5+00'],
    ['time with time zone', '12:34:56+05:30', '12:34:56+05:30'],
    ['time without time zone', '12:34:56', '12:34:56'],
    ['boolean', false, 'f'],
    ['bigint', '9223372036854775807', '9223372036854775807'],
    ['bigint', 1e21, '1000000000000000000000'],
    ['bytea', '00ff', '\\x00ff'],
    ['text', 5, '5'],
    ['text[]', ['a b', null, 'NULL', '', ['x']], '{"a b",NULL,"NULL","",{x}}'],
    ['jsonb', { a: [1] }, '{"a":[1]}'],
    ['text', null, null],
  ])('%s %j', (type, value, expected) => expect(fromJson(sql(type))(value)).toBe(expected));

  test.each([
    ['integer', 'x'],
    ['integer', 1.5],
    ['numeric', true],
    ['boolean', 'true'],
    ['bytea', 'zz'],
    ['integer[]', 1],
  ])('a value that does not fit %s names the column and not the value', (type, value) => {
    expect(() => fromJson(sql(type))(value)).toThrow(
      /A value of column `c` is not an? |A value of column `c` is not hexa/,
    );
  });
});

test('array literals come back', () => {
  const items = fc.letrec<{ item: string | null | readonly never[]; list: readonly never[] }>((tie) => ({
    item: fc.oneof(
      { maxDepth: 2 },
      fc.string(),
      fc.constant(null),
      fc.constantFrom('NULL', '"', '\\', '{', ','),
      tie('list'),
    ),
    list: fc.array(tie('item'), { minLength: 0, maxLength: 4 }) as never,
  })).list;
  fc.assert(fc.property(items, (list) => expect(parseArrayLiteral(formatArrayLiteral(list, ','), ',')).toEqual(list)));
});

test.each(['', '1,2', '{1', '{"a', '{1}x'])('%j is no array literal', (text) =>
  expect(parseArrayLiteral(text, ',')).toBeNull(),
);

test('what a JSON value becomes on a page gives the same JSON value again', () => {
  const cases = fc.oneof(
    fc.tuple(fc.constant(json(nullable('integer'))), fc.integer()),
    fc.tuple(
      fc.constant(json(nullable('number'))),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
    ),
    fc.tuple(fc.constant(json(nullable('string'))), fc.string()),
    fc.tuple(
      fc.constant(json({})),
      fc.jsonValue().filter((v) => v !== null),
    ),
    fc.tuple(fc.constant(json(nullable('boolean'))), fc.boolean()),
    fc.tuple(fc.constant(sql('text[]')), fc.array(fc.option(fc.string()))),
  );
  fc.assert(
    fc.property(cases, ([column, value]) => {
      const text = fromJson(column)(value as never);
      expect(JSON.parse(toJsonText(column)(text ?? ''))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
