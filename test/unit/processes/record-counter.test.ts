import fc from 'fast-check';
import { RecordCounter } from '../../../src/processes/pipe/record-counter';

function countsOf(text: string, sizes: readonly number[] = []): Record<string, number> {
  const counter = new RecordCounter();
  const bytes = Buffer.from(text);
  let at = 0;
  for (const size of [...sizes, bytes.length]) {
    counter.take(bytes.subarray(at, at + size));
    at += size;
  }
  counter.end();
  return Object.fromEntries([...counter.counts].map(([stream, { rows }]) => [stream, rows]));
}

test.each([
  ['the usual order', '{"type":"RECORD","stream":"s","record":{}}\n', { s: 1 }],
  ['blanks', '{ "type" : "RECORD" , "stream" : "s" , "record": {} }\n', { s: 1 }],
  ['the stream last', '{"type":"RECORD","record":{"stream":"no"},"stream":"s"}\n', { s: 1 }],
  ['the type last', '{"record":{},"stream":"s","type":"RECORD"}\n', { s: 1 }],
  ['an escaped name', '{"type":"RECORD","stream":"a\\"b","record":{}}\n', { 'a"b': 1 }],
  ['a name of other letters', '{"type":"RECORD","stream":"größe","record":{}}\n', { größe: 1 }],
  ['no line end', '{"type":"RECORD","stream":"s","record":{}}', { s: 1 }],
  ['other messages', '{"type":"SCHEMA","stream":"s"}\n{"type":"STATE","value":{"type":"RECORD","stream":"s"}}\n', {}],
  ['no messages', 'hello\n\n{"type":\n[1]\n', {}],
])('%s', (_, text, counts) => {
  expect(countsOf(text)).toEqual(counts);
});

test('it does not matter how the bytes are cut', () => {
  const message = fc.record({
    type: fc.constant('RECORD'),
    stream: fc.string({ unit: 'grapheme' }),
    record: fc.object(),
  });
  fc.assert(
    fc.property(fc.array(message), fc.array(fc.nat(50)), (messages, sizes) => {
      const text = messages.map((each) => `${JSON.stringify(each)}\n`).join('');
      expect(countsOf(text, sizes)).toEqual(countsOf(text));
      expect(Object.values(countsOf(text)).reduce((sum, rows) => sum + rows, 0)).toBe(messages.length);
    }),
  );
});

test('a line of any length takes little memory', () => {
  const counter = new RecordCounter();
  counter.take(Buffer.from('{"type":"RECORD","stream":"s","record":{"text":"'));
  for (let i = 0; i < 1000; i++) counter.take(Buffer.alloc(65_536, 'x'));
  counter.take(Buffer.from('"}}\n'));
  expect(counter.counts.get('s')?.bytes).toBeGreaterThan(65_536_000);
});
