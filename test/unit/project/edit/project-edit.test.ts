import { readFileSync, statSync, symlinkSync, writeFileSync, chmodSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonValue } from '../../../../src/model/json';
import type { KeyPath } from '../../../../src/project/edit/map-edit';
import { openProjectEdit, type ProjectEdit } from '../../../../src/project/edit/project-edit';
import { projectFolder, removeProjectFolders } from '../project-folder';

afterEach(removeProjectFolders);

/** The text of `meltano.yml` after the edit. */
async function edited(text: string, change: (edit: ProjectEdit) => void): Promise<string> {
  const root = projectFolder({ 'meltano.yml': text });
  const edit = await openProjectEdit(root, {});
  change(edit);
  edit.save();
  return readFileSync(join(root, 'meltano.yml'), 'utf8');
}

const setting =
  (path: KeyPath, value: JsonValue) =>
  (edit: ProjectEdit): void =>
    edit.ensureEntry(['plugins', 'extractors'], 'tap-x').set(path, value);

const ODD = `# first comment
version:   1

plugins:
    extractors:
    - name: tap-x      # the tap
      config:   {a: 010,   b: 12345678901234567890, c: 1.10, d: 1_000, e: 0x1F, f: ~}


      select:
        - "users.*"
        - 'orders.*'   # all of them
    # before the loaders
    loaders: [ {name: target-y} ]

jobs: []   # none yet
`;

test('an edit changes its own line and no other', async () => {
  const after = await edited(ODD, setting(['config', 'a'], 11));
  const lines = after.split('\n');
  expect(lines.filter((line, index) => line !== ODD.split('\n')[index])).toEqual([expect.stringContaining('{a: 11,')]);
  expect(after).toContain('b: 12345678901234567890, c: 1.10, d: 1_000, e: 0x1F, f: ~');
});

test('a new key is put behind the others, and comments stay', async () => {
  const after = await edited(ODD, setting(['load_schema'], 'raw'));
  expect(after).toBe(ODD.replace('# all of them\n', '# all of them\n      load_schema: raw\n'));
});

test.each<[string, JsonValue, string]>([
  ['a text', 'plain text', 'v: plain text'],
  ['a number', 5, 'v: 5'],
  ['a text that looks like a number', '5', "v: '5'"],
  ['a text that looks like a date', '2024-01-02', "v: '2024-01-02'"],
  ['a text that looks like a boolean', 'yes', "v: 'yes'"],
  ['a boolean', true, 'v: true'],
  ['nothing', null, 'v: null'],
  ['an alias of cron', '@daily', "v: '@daily'"],
  ['a variable', '$TOKEN', 'v: $TOKEN'],
  ['a list', ['a', 1], 'v:\n  - a\n  - 1'],
  ['an empty list', [], 'v: []'],
  ['a mapping', { a: { b: '1' } }, "v:\n  a:\n    b: '1'"],
])('%s is written so that it is read back', async (_, value, text) => {
  expect(await edited('version: 1\n', (edit) => edit.main.set(['v'], value))).toBe(
    `version: 1\n${text.replace(/^ {2}- /gm, '- ')}\n`,
  );
});

test('a value inside a flow mapping stays in it', async () => {
  const text = 'version: 1\nplugins:\n  extractors:\n  - name: tap-x\n    config: {o: {p: 1}}\n';
  expect(await edited(text, setting(['config', 'o', 'q'], '2'))).toBe(
    text.replace('{o: {p: 1}}', "{o: {p: 1, q: '2'}}"),
  );
});

test('unset takes mappings that become empty with it', async () => {
  const text =
    'version: 1\nplugins:\n  extractors:\n  - name: tap-x\n    config:\n      o:\n        p: 1\n    select: [a]\n';
  const after = await edited(text, (edit) =>
    edit.entry(['plugins', 'extractors'], 'tap-x')?.unset(['config', 'o', 'p']),
  );
  expect(after).toBe('version: 1\nplugins:\n  extractors:\n  - name: tap-x\n    select: [a]\n');
});

test('an entry goes back to the file it came from, a new one to meltano.yml', async () => {
  const root = projectFolder({
    'meltano.yml': 'version: 1\ninclude_paths: [a.yml]\n',
    'a.yml': '# kept\nplugins:\n  extractors:\n  - name: tap-x # here\n',
  });
  const edit = await openProjectEdit(root, {});
  setting(['config', 'b'], 2)(edit);
  edit.addEntry(['jobs'], { name: 'j', tasks: ['tap-x target-y'] });
  expect(edit.save()).toEqual(['meltano.yml', 'a.yml']);
  expect(readFileSync(join(root, 'a.yml'), 'utf8')).toBe(
    '# kept\nplugins:\n  extractors:\n  - name: tap-x # here\n    config:\n      b: 2\n',
  );
  expect(readFileSync(join(root, 'meltano.yml'), 'utf8')).toBe(
    'version: 1\ninclude_paths: [a.yml]\njobs:\n- name: j\n  tasks:\n  - tap-x target-y\n',
  );
});

test('entries are removed, and an included file that nothing is left in stays readable', async () => {
  const root = projectFolder({
    'meltano.yml': 'version: 1\ninclude_paths: [a.yml]\n',
    'a.yml': 'jobs:\n- name: j\n  tasks: [a b]\n',
  });
  const edit = await openProjectEdit(root, {});
  expect([edit.removeEntry(['jobs'], 'j'), edit.removeEntry(['jobs'], 'j')]).toEqual([true, false]);
  edit.save();
  expect(readFileSync(join(root, 'a.yml'), 'utf8')).toBe('{}\n');
});

test('a byte order mark in front is no obstacle', async () => {
  expect(await edited('\uFEFFversion: 1\n', (edit) => edit.main.set(['a'], 1))).toBe('version: 1\na: 1\n');
});

test('Windows line ends stay', async () => {
  expect(await edited('version: 1\r\nenv:\r\n  A: x\r\n', (edit) => edit.main.set(['env', 'B'], 'why'))).toBe(
    'version: 1\r\nenv:\r\n  A: x\r\n  B: why\r\n',
  );
});

test('a value that is an alias of another is not edited', async () => {
  const text =
    'version: 1\nplugins:\n  extractors:\n  - {name: tap-z, config: &c {a: 1}}\n  - name: tap-x\n    config: *c\n';
  await expect(edited(text, setting(['config', 'a'], 2))).rejects.toThrow(
    'meltano.yml:6:13: `config` must be a mapping to be edited, and is an alias of a value that is written elsewhere.',
  );
});

test.each([
  ['the variable', 'version: 1\n', { MELTANO_PROJECT_READONLY: 'true' }, '`MELTANO_PROJECT_READONLY` says so'],
  ['the setting', 'project_readonly: true\n', {}, '`project_readonly` (meltano.yml:1:19) says so'],
])('%s forbids writing', async (_, text, env, message) => {
  await expect(openProjectEdit(projectFolder({ 'meltano.yml': text }), env)).rejects.toThrow(message);
});

test('a linked file stays a link, and a file keeps its mode', async () => {
  const root = projectFolder({ 'meltano.yml': 'version: 1\ninclude_paths: [l.yml]\n' });
  writeFileSync(join(root, 'real.yml'), 'env: {A: x}\n');
  chmodSync(join(root, 'real.yml'), 0o640);
  symlinkSync('real.yml', join(root, 'l.yml'));
  const edit = await openProjectEdit(root, {});
  edit.fileWith(['env']).set(['env', 'A'], 'why');
  edit.save();
  expect(readFileSync(join(root, 'real.yml'), 'utf8')).toBe('env: {A: why}\n');
  expect(statSync(join(root, 'real.yml')).mode & 0o777).toBe(0o640);
});

test('what somebody else wrote meanwhile is not overwritten', async () => {
  const root = projectFolder({ 'meltano.yml': 'version: 1\n' });
  const edit = await openProjectEdit(root, {});
  edit.main.set(['a'], 1);
  writeFileSync(join(root, 'meltano.yml'), 'version: 2\n');
  expect(() => edit.save()).toThrow('`meltano.yml` was changed by somebody else while it was being edited.');
  expect(readFileSync(join(root, 'meltano.yml'), 'utf8')).toBe('version: 2\n');
});
