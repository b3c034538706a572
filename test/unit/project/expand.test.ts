import { expand } from '../../../src/project/expand';

const VALUES: Readonly<Record<string, string>> = { FOO: 'foo', foo: 'low', EMPTY: '', REF: '$FOO', F: 'f' };
const expanded = (text: string): string | null => expand(text, (name) => VALUES[name] ?? null).text;

test.each([
  ['${FOO}', 'foo'],
  ['a-$FOO/b', 'a-foo/b'],
  ['${foo}', 'low'],
  ['$foo', '$foo'],
  ['$FOObar', 'foobar'],
  ['$Foo', 'foo'],
  ['${NOPE}', null],
  ['x${NOPE}y', 'xy'],
  ['${EMPTY}', null],
  ['x${EMPTY}', 'x'],
  ['\\$FOO', '$FOO'],
  ['\\${FOO}', '${FOO}'],
  ['$$FOO', '$foo'],
  ['${FOO:-x}', '${FOO:-x}'],
  ['${ FOO }', '${ FOO }'],
  ['$5 and $', '$5 and $'],
  ['$REF', '$FOO'],
])('%j becomes %j', (text, result) => expect(expanded(text)).toBe(result));

test('names the variables that are missing and those that are used', () => {
  const { missing, used } = expand('$FOO ${NOPE} ${EMPTY}', (name) => VALUES[name] ?? null);
  expect({ missing, used }).toEqual({ missing: ['NOPE'], used: ['FOO', 'EMPTY'] });
});
