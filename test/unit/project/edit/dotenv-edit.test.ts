import { parseDotenv } from '../../../../src/project/dotenv';
import { setVariable, unsetVariable } from '../../../../src/project/edit/dotenv-edit';

const TEXT = `# secrets
export TAP_X_HOST=old   # the host

TAP_X_PASSWORD="a
b"
OTHER='kept'
`;

test.each([
  ['a new variable is put at the end', 'NEW', 'v', `${TEXT}NEW='v'\n`],
  ['one that is there keeps its line', 'TAP_X_HOST', 'db', TEXT.replace(/^export.*$/m, "TAP_X_HOST='db'")],
  ['a value over several lines is replaced as a whole', 'TAP_X_PASSWORD', 'p', TEXT.replace('"a\nb"', "'p'")],
])('%s', (_, name, value, expected) => {
  expect(setVariable(TEXT, name, value)).toBe(expected);
});

test('a variable is taken out with all its lines', () => {
  expect(unsetVariable(TEXT, 'TAP_X_PASSWORD')).toBe(TEXT.replace('TAP_X_PASSWORD="a\nb"\n', ''));
  expect(unsetVariable(TEXT, 'TAP_X_PASS')).toBe(TEXT);
});

test.each(["it's", 'with $NAME', 'a # b', '', 'back\\slash', 'two\nlines', '"quoted"'])(
  '%j is read back as it was set',
  (value) => {
    expect(parseDotenv(setVariable('A=1', 'B', value), {}).get('B')).toBe(value);
  },
);
