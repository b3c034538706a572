import { parseYaml } from '../../../src/project/parse-yaml';
import { asList, asMapping, child, placeInside, toJson, type Tree } from '../../../src/project/tree';

function parsed(text: string): Tree {
  const tree = parseYaml('f.yml', text);
  if (tree === null) throw new Error('The text is empty.');
  return tree;
}

test('scalars are those of ruamel.yaml', () => {
  const text =
    'a: yes\nb: 010\nc: 0x1F\nd: 1_000\ne: 1e3\nf: 12:30:45\ng: ~\nh: 1.10\ni: "007"\nj: _\nk: 2024-01-02T03:04:05+02:00';
  expect(toJson(parsed(text))).toEqual({
    a: 'yes',
    b: 10,
    c: 31,
    d: 1000,
    e: 1000,
    f: '12:30:45',
    g: null,
    h: 1.1,
    i: '007',
    j: '_',
    k: '2024-01-02T03:04:05+02:00',
  });
});

test('a number that no double holds stays a text', () =>
  expect(toJson(parsed('[9007199254740993, .inf]'))).toEqual(['9007199254740993', '.inf']));

test('anchors and merge keys work, own keys win over merged ones', () =>
  expect(toJson(parsed('b: &b {x: 1, y: 2}\nc:\n  y: 3\n  <<: *b'))).toEqual({ b: { x: 1, y: 2 }, c: { x: 1, y: 3 } }));

test('`__proto__` is a key like any other', () => {
  const json = toJson(parsed('__proto__: {a: 1}'));
  expect(Object.keys(Object(json) as object)).toEqual(['__proto__']);
});

test('every value knows its line and column', () => {
  const tree = asMapping(parsed('a: 1\nb:\n  - x\n  - y: "z"\n'), 'it');
  expect(child(tree, 'b')).toMatchObject({
    items: [{ place: { line: 3, column: 5 } }, { place: { line: 4, column: 5 } }],
  });
});

test('a place inside a text counts the quote', () => {
  const [plain, quoted] = asList(parsed('[ab cd, "ab cd"]'), 'it');
  expect([plain, quoted].map((scalar) => scalar?.kind === 'scalar' && placeInside(scalar, 3).column)).toEqual([5, 13]);
});

test.each([
  ['a: [', /f\.yml:1:\d+: The YAML cannot be read/],
  ['a: 1\na: 2', /f\.yml:2:1: .*unique.*Keep one/],
  ['a:\n\t- b', /f\.yml:2:1: .*Indent with spaces/],
  ['a: *nope', /f\.yml:1:\d+: /],
  ['a: &x [*x]', /f\.yml:1:8: This alias refers to a value that it is part of/],
  ['{[1]: 2}', /f\.yml:1:2: A key must be a text/],
])('%j is refused with its place', (text, message) => expect(() => parseYaml('f.yml', text)).toThrow(message));

test.each([
  ['password: *hunter2', /^f\.yml:1:11: (?!.*hunter2).*no anchor/],
  ['password: "a" hunter2', /^f\.yml:1:\d+: (?!.*hunter2).*cannot be read/],
])('the message about %j shows nothing of the value', (text, message) =>
  expect(() => parseYaml('f.yml', text)).toThrow(message),
);

test('an alias bomb is refused at once', () => {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 30; i++)
    lines.push(
      `a${i}: &a${i} [${Array(10)
        .fill(`*a${i - 1}`)
        .join(', ')}]`,
    );
  expect(() => parseYaml('f.yml', lines.join('\n'))).toThrow(/Aliases make this file longer/);
});

test.each(['', '# only a comment\n', '---\n'])('%j has no content', (text) =>
  expect(parseYaml('f.yml', text)).toBeNull(),
);
