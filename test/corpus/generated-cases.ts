/** Cases that are too large, or not text, so that code makes them. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { CorpusCase } from './case';

/** A folder that is no part of any case. */
const OUTSIDE = __dirname;

type Content = string | Uint8Array;
type Extra = Partial<Pick<CorpusCase, 'exitCode' | 'arrange'>>;

function bad(
  name: string,
  start: string,
  part: string,
  files: Readonly<Record<string, Content>>,
  extra: Extra = {},
): CorpusCase {
  const isError = start.includes(': error: ');
  return {
    name,
    expected: [{ start, part }],
    files: new Map(Object.entries(files)),
    exitCode: isError ? 1 : 0,
    ...extra,
  };
}

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

const INCLUDE_A = 'include_paths: [a.yml]';
const MAIN = 'meltano.yml:1:1: error: ';
const A = 'a.yml:1:1: error: ';

const encodings: readonly CorpusCase[] = [
  bad('invalid UTF-8 on line 3', 'meltano.yml:3:1: error: ', 'not UTF-8 text. Save it as UTF-8', {
    'meltano.yml': Buffer.from('version: 1\n# fine\nproject_id: caf\xe9\n', 'latin1'),
  }),
  bad('a cut UTF-8 sequence at the end', 'meltano.yml:1:1: error: ', 'not UTF-8 text', {
    'meltano.yml': Buffer.from([0x61, 0x3a, 0x20, 0xe2, 0x82]),
  }),
  bad('UTF-16', MAIN, 'not UTF-8 text', { 'meltano.yml': Buffer.from('\uFEFFversion: 1\n', 'utf16le') }),
  bad('UTF-16 without a mark', 'meltano.yml:1:2: error: ', 'U+0000', {
    'meltano.yml': Buffer.from('version: 1', 'utf16le'),
  }),
  bad('a NUL character', 'meltano.yml:2:4: error: ', 'U+0000, which YAML does not allow', {
    'meltano.yml': 'version: 1\n#  \0',
  }),
  bad('an escape character', 'meltano.yml:1:14: error: ', 'U+001B', { 'meltano.yml': 'project_id: "\u001b[31m"' }),
  bad('invalid UTF-8 in `.env`', '.env:2:1: error: ', 'not UTF-8 text', {
    'meltano.yml': 'version: 1',
    '.env': Buffer.from('A=1\nB=\xff\n', 'latin1'),
  }),
  bad('a mistake behind a byte order mark', 'meltano.yml:2:1: warning: ', '`nope` is not a key', {
    'meltano.yml': '\uFEFFversion: 1\nnope: 1',
  }),
  bad('a mistake in lines that end with CR LF', 'meltano.yml:3:1: warning: ', '`nope` is not a key', {
    'meltano.yml': 'version: 1\r\nenv: {A: 1}\r\nnope: 1\r\n',
  }),
  bad('a program', A, 'not UTF-8 text', {
    'meltano.yml': INCLUDE_A,
    'a.yml': Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0xff, 0xfe]),
  }),
];

const ALIAS_BOMB = `a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n${lines(
  30,
  (index) => `a${index + 1}: &a${index + 1} [${Array(10).fill(`*a${index}`).join(', ')}]`,
)}`;
const MERGE_BOMB = `m0: &m0 {${Array.from({ length: 50 }, (_, index) => `k${index}: 1`).join(', ')}}\n${lines(
  40,
  (index) => `m${index + 1}: &m${index + 1} {<<: *m${index}, a${index}: [*m${index}, *m${index}, *m${index}]}`,
)}`;

const sizes: readonly CorpusCase[] = [
  bad('a project file of 10 MiB', MAIN, 'The file has 10.0 MiB; a project file has at most 2.0 MiB. Split it', {
    'meltano.yml': `version: 1\n${'# 0123456789abcdef\n'.repeat(551_883)}`,
  }),
  bad('an included file of 10 MiB', A, 'The file has 10.0 MiB', {
    'meltano.yml': INCLUDE_A,
    'a.yml': `x: ${'y'.repeat(10 * 1024 * 1024)}`,
  }),
  bad('a `.env` of 10 MiB', '.env:1:1: error: ', 'The file has 10.0 MiB', {
    'meltano.yml': 'version: 1',
    '.env': 'A=1\n'.repeat(2_621_440),
  }),
  bad('lists 100,000 levels deep', 'meltano.yml:1:6: error: ', 'more than 200 levels deep', {
    'meltano.yml': `env: ${'['.repeat(100_000)}`,
  }),
  bad('lists 1,000 levels deep, closed', 'meltano.yml:1:6: error: ', 'more than 200 levels deep. Flatten', {
    'meltano.yml': `env: ${'['.repeat(1000)}${']'.repeat(1000)}`,
  }),
  bad('mappings 500 levels deep', 'meltano.yml:201:201: error: ', 'more than 200 levels deep', {
    'meltano.yml': lines(500, (index) => `${' '.repeat(index)}a:`),
  }),
  bad('dashes 2,000 levels deep', MAIN, 'more than 200 levels deep', { 'meltano.yml': `${'- '.repeat(2000)}a` }),
  bad('a bomb of aliases', 'meltano.yml:5:45: error: ', 'Aliases make this file longer than 100000 values', {
    'meltano.yml': ALIAS_BOMB,
  }),
  bad('a bomb of merge keys', 'meltano.yml:7:14: error: ', 'Aliases make this file longer than 100000 values', {
    'meltano.yml': MERGE_BOMB,
  }),
  bad('20,000 keys and one of them twice', 'meltano.yml:20001:1: error: ', '`k7` stands at meltano.yml:8:1 already', {
    'meltano.yml': `${lines(20_000, (index) => `k${index}: 1`)}\nk7: 2`,
  }),
  bad('20,000 aliases', 'meltano.yml:20002:1: error: ', '`a` stands at', {
    'meltano.yml': `a: &a 1\n${lines(20_000, (index) => `b${index}: *a`)}\na: 2`,
  }),
  bad('a name of 100,000 characters', 'meltano.yml:1:1: warning: ', 'is not a key of a project file', {
    'meltano.yml': `"${'n'.repeat(900)}": 1`,
  }),
  bad('3,000 include paths that match nothing', 'meltano.yml:3001:5: warning: ', 'matches no file', {
    'meltano.yml': `include_paths:\n${lines(3000, (index) => `  - nowhere/f${index}.yml`)}`,
  }),
  bad('2,000 include paths with `**`', 'meltano.yml:2001:5: warning: ', 'matches no file', {
    'meltano.yml': `include_paths:\n${lines(2000, (index) => `  - "**/f${index}.yml"`)}`,
    'a/b/c/d.yml': '{}',
  }),
  bad('an include path of many wildcards', 'meltano.yml:1:17: warning: ', 'matches no file', {
    'meltano.yml': `include_paths: ["${'**/'.repeat(30)}${'*a'.repeat(12)}.yml"]`,
    [`d/${'a'.repeat(200)}.yaml`]: '{}',
  }),
  bad('an include path that is too long for the system', 'meltano.yml:1:17: warning: ', 'matches no file', {
    'meltano.yml': `include_paths: [${'d/'.repeat(3000)}a.yml]`,
  }),
  bad('a chain of 300 parents that ends nowhere', 'meltano.yml:303:35: error: ', '`tap-300` inherits from `tap-301`', {
    'meltano.yml': `plugins:\n  extractors:\n${lines(301, (index) => `  - {name: tap-${index}, inherit_from: tap-${index + 1}}`)}`,
  }),
];

const links: readonly CorpusCase[] = [
  bad(
    'an include path that finds a file outside the project',
    'meltano.yml:1:17: error: ',
    'which is outside the project. Move the file',
    {},
    {
      arrange: (root) => {
        const outside = relative(realpathSync(root), join(OUTSIDE, 'corpus.test.ts'));
        writeFileSync(join(root, 'meltano.yml'), `include_paths: [${outside}]`);
      },
    },
  ),
  bad(
    'a link to itself',
    A.replace('a.yml:1:1', 'meltano.yml:1:17').replace('error', 'warning'),
    'matches no file',
    { 'meltano.yml': INCLUDE_A },
    {
      arrange: (root) => symlinkSync('a.yml', join(root, 'a.yml')),
    },
  ),
  bad(
    'links in a circle between folders',
    'd/a.yml:1:1: warning: ',
    '`nope` is not a key',
    {
      'meltano.yml': 'include_paths: ["**/*.yml"]',
      'd/a.yml': 'nope: 1',
    },
    { arrange: (root) => ['up', 'self'].forEach((name) => symlinkSync('..', join(root, 'd', name))) },
  ),
  bad(
    'a link that leads nowhere',
    'meltano.yml:1:17: error: ',
    'matches `gone.yml`, which is not a file',
    { 'meltano.yml': 'include_paths: ["*.yml"]' },
    {
      arrange: (root) => symlinkSync('nowhere', join(root, 'gone.yml')),
    },
  ),
  bad(
    'a link to a file outside',
    'meltano.yml:1:17: error: ',
    'matches `out.yml`, which is outside the project',
    { 'meltano.yml': 'include_paths: [out.yml]' },
    {
      arrange: (root) => symlinkSync(join(OUTSIDE, 'corpus.test.ts'), join(root, 'out.yml')),
    },
  ),
  bad(
    'a link to a folder outside',
    'meltano.yml:1:17: error: ',
    'which is outside the project',
    { 'meltano.yml': 'include_paths: [out/case.ts]' },
    {
      arrange: (root) => symlinkSync(OUTSIDE, join(root, 'out')),
    },
  ),
  bad(
    'a link to a device',
    'meltano.yml:1:17: error: ',
    'matches `zero.yml`, which is not a file',
    { 'meltano.yml': 'include_paths: [zero.yml]' },
    {
      arrange: (root) => symlinkSync('/dev/zero', join(root, 'zero.yml')),
    },
  ),
  bad(
    'a pipe',
    'meltano.yml:1:17: error: ',
    'matches `p.yml`, which is not a file',
    { 'meltano.yml': 'include_paths: [p.yml]' },
    {
      arrange: (root) => execFileSync('mkfifo', [join(root, 'p.yml')]),
    },
  ),
  bad(
    'a `.env` that is a pipe',
    '.env:1:1: error: ',
    'This is no ordinary file',
    { 'meltano.yml': 'version: 1' },
    {
      arrange: (root) => execFileSync('mkfifo', [join(root, '.env')]),
    },
  ),
  bad(
    'a `.env` that is a folder',
    '.env:1:1: error: ',
    'This is a folder; a project file must be text',
    { 'meltano.yml': 'version: 1' },
    {
      arrange: (root) => mkdirSync(join(root, '.env')),
    },
  ),
  bad(
    'a `meltano.yml` that is a folder',
    MAIN,
    'This is a folder',
    {},
    { arrange: (root) => mkdirSync(join(root, 'meltano.yml')) },
  ),
  bad(
    'a `meltano.yml` that is a link to itself',
    MAIN,
    'its links go in a circle',
    {},
    {
      arrange: (root) => symlinkSync('meltano.yml', join(root, 'meltano.yml')),
    },
  ),
  bad(
    'a file that is a device of the system',
    MAIN,
    'This is no ordinary file',
    {},
    {
      arrange: (root) => symlinkSync('/dev/zero', join(root, 'meltano.yml')),
    },
  ),
];

export const generatedCases: readonly CorpusCase[] = [...encodings, ...sizes, ...links];
