import fc from 'fast-check';
import type { StreamSchema } from '../../../../src/model/stream';
import { JsonLineEncoder } from '../../../../src/pages/encoding/json-lines';
import { escapeField } from '../../../../src/pages/encoding/text';
import { toJsonText } from '../../../../src/pages/encoding/values';

const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  bigint: ['0', '-1', '9223372036854775807'],
  'numeric(38,10)': ['0.0000000000', '-123456789012345678901234567890.1234567890', 'NaN', 'Infinity', '-Infinity'],
  'double precision': ['1e+30', '-0', '0.1', 'NaN', 'Infinity', '-Infinity'],
  boolean: ['t', 'f'],
  text: [
    '',
    'plain',
    'tab\there',
    'line\nbreak\r\n',
    'back\\slash',
    '\\N',
    'quote "x"',
    'caffè 😀',
    '\u0001\u000b\u001f\u007f\b\f',
    'x'.repeat(300),
  ],
  uuid: ['c4ca4238-a0b9-2382-0dcc-509a6f75849b'],
  date: ['2024-02-29', 'infinity', '-infinity', '0044-03-15 BC', '12024-01-01'],
  'timestamp with time zone': [
    '2024-01-01 00:00:00+00',
    '2024-01-01 00:00:00.1+00',
    '2024-01-01 00:00:00.123456+00',
    '2024-01-01 00:00:00+05:30',
    'infinity',
    '-infinity',
    '0044-03-15 00:00:00+00 BC',
  ],
  'timestamp without time zone': ['2024-01-01 00:00:00', '2024-01-01 00:00:00.5', 'infinity', '12024-01-01 00:00:00'],
  'time without time zone': ['12:34:56', '12:34:56.5', '24:00:00'],
  'time with time zone': ['12:34:56+02', '00:00:00-05:30'],
  interval: ['1 year 2 mons 3 days 04:05:06.7'],
  jsonb: ['{"a": "x\\"y\\\\z\\n"}', 'null', '[1, 2.50]', '"\\u00e9"'],
  json: ['{"a":\n\t 1}', '{ }'],
  'integer[]': ['{}', '{1,-2,3}', '{{1,2},{3,4}}', '{1,NULL}', '[0:1]={1,2}'],
  'double precision[]': ['{1.5,-2e-07}', '{NaN,Infinity}'],
  'text[]': ['{}', '{a,"b \\"c\\" \\\\d",NULL,""}', '{"tab\there"}'],
  'timestamp with time zone[]': ['{"2024-01-01 00:00:00+00",infinity}'],
  'boolean[]': ['{t,f}'],
  bytea: ['\\x', '\\x00ff'],
};

const schema: StreamSchema = {
  columns: Object.keys(SAMPLES).map((sqlType) => ({ name: `"${sqlType}" ü`, schema: {}, sqlType, nullable: true })),
  keyProperties: [],
};
const record = fc.tuple(
  ...Object.entries(SAMPLES).map(([type, samples]) =>
    fc.option(
      type === 'text'
        ? fc.oneof(fc.constantFrom(...samples), fc.string({ unit: 'binary' }))
        : fc.constantFrom(...samples),
    ),
  ),
);

/** Encodes with an output buffer of `room` bytes, larger only when a line needs it. */
function encode(page: string, room: number, of = schema): string {
  const encoder = new JsonLineEncoder(of);
  const parts: Buffer[] = [];
  encoder.begin(Buffer.from(page));
  while (!encoder.done) {
    const out = Buffer.alloc(Math.max(room, encoder.needed));
    parts.push(out.subarray(0, encoder.fill(out, 0)));
  }
  return Buffer.concat(parts).toString();
}

test('the fast paths give what the rules for values say, for every type and in any buffer', () => {
  const slow = schema.columns.map((column) => toJsonText(column));
  fc.assert(
    fc.property(fc.array(record, { maxLength: 5 }), fc.constantFrom(0, 5000, 100_000), (records, room) => {
      const page = records.map((r) => r.map((v) => (v === null ? '\\N' : escapeField(v))).join('\t') + '\n').join('');
      const expected = records.map(
        (r) =>
          '{' +
          r
            .map((v, i) => `${JSON.stringify(schema.columns[i]?.name)}:${v === null ? 'null' : slow[i]?.(v)}`)
            .join(',') +
          '}\n',
      );
      const lines = encode(page, room);
      expect(lines).toBe(expected.join(''));
      for (const line of lines.split('\n').slice(0, -1)) JSON.parse(line);
    }),
    { numRuns: 300 },
  );
});

const two: StreamSchema = {
  columns: ['a', 'b'].map((name) => ({ name, schema: { type: 'string' }, nullable: true })),
  keyProperties: [],
};

test('octal and hexadecimal escapes of foreign pages are read', () => {
  expect(encode('\\303\\251\\x22\t\\v\\1\n', 1000, two)).toBe('{"a":"é\\"","b":"\\u000b\\u0001"}\n');
});

test('a line far larger than the buffer is written whole', () => {
  const big = '"'.repeat(1_000_000);
  expect(encode(`${big}\tx\n`, 10, two)).toBe(`${JSON.stringify({ a: big, b: 'x' })}\n`);
});

test.each(['a\n', 'a\tb\tc\n', '\n'])('a line of another width is refused: %j', (page) => {
  expect(() => encode(page, 1000, two)).toThrow('does not have the 2 columns');
});
