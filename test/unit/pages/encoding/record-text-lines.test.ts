/** The quick way from a message to a line of a page gives what the exact one gives. */
import fc from 'fast-check';
import type { JsonObject } from '../../../../src/model/json';
import { parseJson } from '../../../../src/model/lossless-json';
import type { StreamSchema } from '../../../../src/model/stream';
import { recordLines } from '../../../../src/pages/encoding/record-lines';
import { recordTextLines } from '../../../../src/pages/encoding/record-text-lines';

const TYPES: Readonly<Record<string, JsonObject>> = {
  id: { type: 'integer' },
  amount: { type: ['number', 'null'] },
  note: { type: ['string', 'null'] },
  paid: { type: 'boolean' },
  at: { type: 'string', format: 'date-time' },
  extra: { type: ['object', 'null'] },
  list: { type: 'array', items: {} },
  any: {},
};
const schema: StreamSchema = {
  columns: Object.entries(TYPES).map(([name, type]) => ({ name, schema: type, nullable: true })),
  keyProperties: ['id'],
};

const exact = recordLines(schema);
const quick = recordTextLines(schema);

type Line = string | { readonly error: string };

function outcome(work: () => string): Line {
  try {
    return work();
  } catch (error) {
    return { error: String(error) };
  }
}

/** Both ways, of the record in a message. */
function both(record: string, before = '', after = ''): { readonly quick: Line; readonly exact: Line } {
  const text = `{"type":"RECORD",${before}"record":${record}${after}}`;
  const plain = JSON.parse(text) as { readonly record: JsonObject };
  return {
    quick: outcome(() => quick(text, plain.record)),
    exact: outcome(() => exact(parseJson(record) as JsonObject)),
  };
}

const number = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.constantFrom(
    '0.10',
    '1.0',
    '-0',
    '-0.0',
    '1e3',
    '1E+2',
    '12345678901234567890',
    '12345678901234567.10',
    '1e400',
    '9007199254740993',
  ),
);
const text = fc.string({ unit: 'binary' }).map((value) => JSON.stringify(value));
const tricky = fc.constantFrom(
  '"\\\\"',
  '"\\""',
  '"{\\"id\\":1.0}"',
  '"a\\tb\\u0000"',
  '"\\ud800"',
  '""',
  '"1.50"',
  '"]}"',
);
const scalar = fc.oneof(number, text, tricky, fc.constantFrom('true', 'false', 'null'));
const blank = fc.constantFrom('', ' ', '\t ', '\r\n');
const nested = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc
      .tuple(fc.array(tie('value'), { maxLength: 3 }), blank)
      .map(([items, gap]) => `[${gap}${items.join(`,${gap}`)}${gap}]`),
    fc
      .tuple(fc.array(fc.tuple(text, tie('value')), { maxLength: 3 }), blank)
      .map(([items, gap]) => `{${gap}${items.map(([key, value]) => `${key}${gap}:${value}`).join(',')}${gap}}`),
  ),
})).value;
const member = fc.tuple(fc.constantFrom(...Object.keys(TYPES), 'unplanned', '__proto__'), nested, blank);
const record = fc
  .tuple(fc.array(member, { maxLength: 10 }), blank)
  .map(
    ([members, gap]) =>
      `{${gap}${members.map(([key, value, blanks]) => `"${key}"${blanks}:${blanks}${value}${blanks}`).join(',')}}`,
  );

test('for any record', () => {
  fc.assert(
    fc.property(record, blank, (json, gap) => {
      const lines = both(json, gap, `${gap},"time_extracted":"2024-01-01T00:00:00Z"`);
      expect(lines.quick).toEqual(lines.exact);
    }),
    { numRuns: 3000 },
  );
});

test.each([
  ['a name that is written with escapes', '{"i\\u0064":7}', '7'],
  ['a name that comes twice: the last counts', '{"id":7,"amount":1,"id":8,"amount":2.50}', '8\t2.50'],
  ['digits as they are', '{"id":12345678901234567890,"amount":0.10}', '12345678901234567890\t0.10'],
  ['a whole number written as a fraction, in a column of integers', '{"id":1.0,"amount":1.0}', '1\t1.0'],
])('%s', (_, json, start) => {
  const lines = both(json);
  expect(lines.quick).toEqual(lines.exact);
  expect(lines.quick).toMatch(new RegExp(`^${start.replaceAll('.', '\\.')}\t`));
});
