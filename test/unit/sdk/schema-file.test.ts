/** Schemas of streams out of files: where they are looked for, and what is said about one that cannot be used. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { Stream, Tap } from '../../../src/sdk';
import { jsonMistake } from '../../../src/sdk/schema/json-mistake';
import { loadAuthorTap } from '../../../src/taps/registry';

const USERS = { type: 'object', properties: { id: { type: 'integer' } } };

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'meltemi-schema-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): string {
  const absolute = join(folder, path);
  mkdirSync(dirname(absolute), { recursive: true });
  writeFileSync(absolute, text);
  return absolute;
}

/** A tap of one stream, with these members, through the loader. */
async function schemaOf(members: string, end = 'ts'): Promise<unknown> {
  const module = write(
    `tap.${end}`,
    `import { Stream, Tap } from 'meltemi/sdk';
class Users extends Stream {
  name = 'users';
  ${members}
  async *getRecords() {}
}
export default class TapShop extends Tap {
  name = 'tap-shop';
  discoverStreams() { return [new Users(this)]; }
}`,
  );
  return (await loadAuthorTap({ kind: 'module', path: module }, {})).discoverStreams()[0]?.schema;
}

test.each(['ts', 'js', 'mjs'])('a stream that says nothing has the file of its name, in a tap of .%s', async (end) => {
  write('schemas/users.json', JSON.stringify(USERS));
  expect(await schemaOf('', end)).toEqual(USERS);
});

test.each(['ts', 'js', 'mjs'])('a schema of its own wins, in a tap of .%s', async (end) => {
  write('schemas/users.json', '{}');
  const own = JSON.stringify(USERS);
  expect(await schemaOf(`schema = ${own};`, end)).toEqual(USERS);
  expect(await schemaOf(`get schema() { return ${own}; }`, end)).toEqual(USERS);
});

test('a file is named from the folder of the module, or by its whole path', async () => {
  const path = write('other/people.json', `\uFEFF${JSON.stringify(USERS)}`);
  expect(await schemaOf(`schemaFile = 'other/people.json';`)).toEqual(USERS);
  expect(await schemaOf(`schemaFile = ${JSON.stringify(path)};`)).toEqual(USERS);
});

test('a tap that is made by hand says where its files are', () => {
  write('schemas/users.json', JSON.stringify(USERS));
  class Users extends Stream {
    readonly name = 'users';
    async *getRecords() {}
  }
  class TapShop extends Tap {
    readonly name = 'tap-shop';
    override discoverStreams() {
      return [new Users(this)];
    }
  }
  const tap = new TapShop({});
  const users = new Users(tap);
  expect(() => users.schema).toThrow(/`schemas\/users\.json`.*Set `folder = __dirname`/);
  tap.folder = folder;
  expect(users.schema).toEqual(USERS);
});

test.each([
  ['no file', null, /^The schema of stream `users` is not there: .*schemas\/users\.json\. Write the file/],
  ['broken JSON', '{\n  "properties": {\n    "id": {},\n  }\n}\n', /schemas\/users\.json:4:3: .* Correct the file/],
  ['a comment', '{} // none', /schemas\/users\.json:1:4: /],
  ['an empty file', '', /schemas\/users\.json:1:1: /],
  ['a list', '[]', /schemas\/users\.json: the schema of stream `users` is no JSON object\. Write it like/],
  ['null', 'null', /is no JSON object/],
])('%s is said with the path of the file', async (_what, text, message) => {
  if (text !== null) write('schemas/users.json', text);
  await expect(schemaOf('')).rejects.toThrow(message);
});

test('a mistake is seen exactly where the JSON of Node sees one', () => {
  const signs = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '\\',
    ' ',
    '\n',
    '\t',
    '1',
    '0',
    '-',
    '.',
    'e',
    'true',
    'null',
    'a',
    'é',
    '\u2028',
  );
  const texts = fc.oneof(
    fc.json(),
    fc.array(signs).map((parts) => parts.join('')),
    fc.tuple(fc.json(), signs).map((parts) => parts.join('')),
  );
  const isJson = (text: string): boolean => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  fc.assert(
    fc.property(texts, (text) => (jsonMistake(text) === null) === isJson(text)),
    { numRuns: 2000 },
  );
});
