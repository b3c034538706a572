import { quoteIdent, quoteLiteral } from '../../../../src/systems/postgres/quote';
import { isBinaryStable, jsonSchemaOf, parseTypeName } from '../../../../src/systems/postgres/types';

const base = { kind: 'b', longestLabel: null, domainBase: null };

test.each([
  ['numeric(12,2)', { base: 'numeric', modifiers: [12, 2], isArray: false }],
  ['numeric(3,-2)[]', { base: 'numeric', modifiers: [3, -2], isArray: true }],
  ['timestamp(3) with time zone', { base: 'timestamp with time zone', modifiers: [3], isArray: false }],
  ['character varying', { base: 'character varying', modifiers: [], isArray: false }],
  ['public."odd(1)"', { base: 'public."odd(1)"', modifiers: [], isArray: false }],
])('%s', (name, parts) => {
  expect(parseTypeName(name)).toEqual(parts);
});

test.each([
  ['timestamp(3) with time zone', true],
  ['text[]', true],
  ['public.text', false],
  ['mood', false],
  ['int4range', false],
  ['"char"', false],
])('binary form of %s travels: %s', (name, stable) => {
  expect(isBinaryStable(name)).toBe(stable);
});

test.each([
  ['bigint', base, { type: ['integer', 'null'] }],
  ['numeric(38,10)', base, { type: ['number', 'null'] }],
  ['character varying(7)', base, { type: ['string', 'null'], maxLength: 7 }],
  ['date', base, { type: ['string', 'null'], format: 'date' }],
  ['timestamp without time zone', base, { type: ['string', 'null'], format: 'date-time' }],
  ['time with time zone', base, { type: ['string', 'null'], format: 'time' }],
  ['mood', { ...base, kind: 'e', longestLabel: 5 }, { type: ['string', 'null'], maxLength: 5 }],
  ['positive', { ...base, kind: 'd', domainBase: 'integer' }, { type: ['integer', 'null'] }],
  ['integer[]', base, { type: ['array', 'null'], items: { type: ['integer', 'null'] } }],
  ['interval', base, { type: ['string', 'null'] }],
])('JSON Schema of %s', (name, kind, schema) => {
  expect(jsonSchemaOf(name, kind, false)).toEqual(schema);
});

test('a key is never null, and a JSON document may be anything', () => {
  expect(jsonSchemaOf('integer', base, true)).toEqual({ type: 'integer' });
  expect(jsonSchemaOf('jsonb', base, false)).toEqual({
    type: ['string', 'number', 'integer', 'array', 'object', 'boolean', 'null'],
    additionalProperties: true,
  });
});

test('names and literals are quoted; a NUL is refused', () => {
  expect(quoteIdent('a"b')).toBe('"a""b"');
  expect(quoteLiteral("it's")).toBe("'it''s'");
  expect(quoteLiteral('a\\b')).toBe(" E'a\\\\b'");
  expect(() => quoteIdent('a\0')).toThrow('NUL');
});
