/** Every project file of the recorded cases, of the sample project, and some of odd forms: an edit and its reversal leave the text as it was. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isMap, isSeq } from 'yaml';
import { EditedFile, type KeyPath } from '../../../../src/project/edit/map-edit';
import { parseEditable, renderEdited } from '../../../../src/project/edit/yaml-document';

const ODD = [
  `---
# a document
"version": 1
plugins:
    # the taps
    extractors:

    -   name: tap-x       # first
        config:
            sql: |
                select *
                  from t   # no comment

            folded: >-
                a
                b
            list: [ 1,
                    2,    # two
                    3 ]
            map: { a: 1,
                   "b": 'it''s' }
            empty:
            tilde: ~


    # between two entries
    - {name: tap-z, inherit_from: tap-x}
    loaders: [{name: target-y}]
# at the end
`,
  `jobs:
  - tasks:
      - tap-x target-y   # the task
    name: j
  -
    name: k
    tasks: &t [a b]
  - name: l
    tasks: *t
environments: [{name: dev, env: {A: "x", B: 0x1F, C: 1_000, D: 12345678901234567890, E: 1e3}}]
schedules:
- {name: s, interval: '0 5 * * *', job: j} # nightly
- name: t
  interval: "@daily"
  env: {<<: &e {A: 1}}
`,
  'plugins: {extractors: [{name: tap-x, config: {a: 1}}, {name: tap-z}], loaders: [{name: target-y}]}\n',
];

function recordedTexts(): readonly string[] {
  const root = resolve('test/conformance/meltano');
  const cases = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
  const recorded = cases.flatMap((name) => {
    const { files } = JSON.parse(readFileSync(join(root, name), 'utf8')) as { files: Readonly<Record<string, string>> };
    return Object.entries(files).flatMap(([path, text]) => (path.endsWith('.yml') ? [text] : []));
  });
  const sample = readdirSync('config', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yml'));
  return [...new Set([...recorded, ...sample.map((name) => readFileSync(join('config', name), 'utf8')), ...ODD])];
}

/** The lists of entries with names that a file has, with those names. */
function entriesOf(file: EditedFile): readonly (readonly [KeyPath, string])[] {
  const found: (readonly [KeyPath, string])[] = [];
  const look = (path: KeyPath): void => {
    const list: unknown = file.document.getIn(path);
    if (!isSeq(list)) return;
    for (const item of list.items) {
      const name: unknown = isMap(item) ? item.get('name') : null;
      if (typeof name === 'string' && !found.some(([at, known]) => at.join() === path.join() && known === name))
        found.push([path, name]);
    }
  };
  for (const kind of ['extractors', 'loaders', 'mappers', 'utilities']) look(['plugins', kind]);
  for (const list of ['jobs', 'environments', 'schedules'] as const) look([list]);
  return found;
}

function edited(text: string, change: (file: EditedFile) => void): string {
  const file = new EditedFile('f.yml', text, parseEditable(text));
  change(file);
  return renderEdited(text, file.document);
}

const texts = recordedTexts().filter(
  (text) => parseEditable(text).errors.length === 0 && isMap(parseEditable(text).contents),
);

test('there are many of them', () => {
  expect(texts.length).toBeGreaterThan(100);
});

test.each(texts.map((text, index) => [index, text] as const))(
  'file %i is as it was after an edit and its reversal',
  (_, text) => {
    const entries = entriesOf(new EditedFile('f.yml', text, parseEditable(text)));
    for (const [path, name] of entries) {
      const set = edited(text, (file) => file.root.entry(path, name)?.set(['zz', 'deep'], 'v'));
      expect(parseEditable(set).errors).toEqual([]);
      // An edit adds its own lines, or changes the one that it is in.
      const kept = new Set(set.split('\n'));
      expect(
        text
          .trimEnd()
          .split('\n')
          .filter((line) => !kept.has(line)).length,
      ).toBeLessThanOrEqual(1);
      expect(edited(set, (file) => file.root.entry(path, name)?.unset(['zz', 'deep']))).toBe(text);
    }
  },
);
