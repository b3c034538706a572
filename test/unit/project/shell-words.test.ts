import { shellWords } from '../../../src/project/shell-words';

test.each([
  ['', []],
  ['  ', []],
  ['tap-x', ['tap-x']],
  ['  a \t b\nc ', ['a', 'b', 'c']],
  [`'a b' "c d"`, ['a b', 'c d']],
  [`a'b'"c"d`, ['abcd']],
  [`''`, ['']],
  [`"a\\"b\\\\c\\d"`, ['a"b\\c\\d']],
  ['a\\ b', ['a b']],
  [`'a\\b'`, ['a\\b']],
  ['"tap-x[s3]>=1,<2" --constraint=c.txt', ['tap-x[s3]>=1,<2', '--constraint=c.txt']],
  ['git+https://host/x.git@v1 # no comment', ['git+https://host/x.git@v1', '#', 'no', 'comment']],
  [`"it's"`, [`it's`]],
])('%j is split into %j', (text, words) => {
  expect(shellWords(text)).toEqual(words);
});

test.each([`'a`, `a "b`, 'a\\'])('%j has no end', (text) => {
  expect(shellWords(text)).toBeNull();
});
