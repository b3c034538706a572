import { parseDotenv } from '../../../src/project/dotenv';

const parsed = (text: string, processEnv = {}): Record<string, string> =>
  Object.fromEntries(parseDotenv(text, processEnv));

test.each([
  ['A=plain', 'plain'],
  ['export A=exported', 'exported'],
  ['A = spaced', 'spaced'],
  ['A=with space # comment', 'with space'],
  ['A=a#b', 'a#b'],
  ['A="hash # kept"', 'hash # kept'],
  ['A="two \\"q\\" \\n lines"', 'two "q" \n lines'],
  ["A='single \\n'", 'single \\n'],
  ['A=', ''],
  ['A=b=c', 'b=c'],
  ['A=1\nA=2', '2'],
  ['B=b\nA=${B}-${NOPE}-${NOPE:-d}', 'b--d'],
  ['B=b\nA=$B', '$B'],
  ["B=b\nA='${B}'", 'b'],
  ['A="one\ntwo"', 'one\ntwo'],
  ['A=crlf\r\nB=2', 'crlf'],
])('%j sets A to %j', (text, value) => expect(parsed(text)['A']).toBe(value));

test('a name without `=` has no value', () => expect(parsed('A\nB=2')).toEqual({ B: '2' }));

test('a reference takes the process environment before an earlier line', () =>
  expect(parsed('A=file\nB=${A}', { A: 'process' })['B']).toBe('process'));
