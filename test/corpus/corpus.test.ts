/** Broken projects: each ends with its exit code, says what is wrong, where and what to do, at once, and changes nothing. */
import { createHash } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { validateCommand } from '../../src/cli/commands/validate';
import { atQuickPace } from '../support/machine-pace';
import type { CorpusCase } from './case';
import { generatedCases } from './generated-cases';
import { readCases } from './read-cases';

/**
 * Milliseconds of a quick machine's processor. Most cases take ten, 20,000 keys up to 400; what looks at every pair of them would take
 * minutes.
 */
const MOST_MS = 1000;

const cases = [...readCases(join(__dirname, 'cases')), ...generatedCases];

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'meltemi-corpus-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

test.each(cases.map(({ name }, index) => [name, index] as const))('%s', async (_, index) => {
  const { files, arrange, expected, exitCode } = caseAt(index);
  for (const [path, content] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  arrange?.(root);
  const before = fingerprint(root);
  const started = process.cpuUsage();
  const { code, lines } = await validate(root);
  const used = process.cpuUsage(started);
  expect(atQuickPace((used.user + used.system) / 1000, MOST_MS)).toBeLessThan(MOST_MS);
  for (const { start, part } of expected) expect(lines).toContainEqual(lineWith(start, part));
  expect({ code, errors: lines.filter((line) => /:\d+:\d+: error: /.test(line)).length > 0 }).toEqual({
    code: exitCode,
    errors: exitCode === 1,
  });
  expect(lines.filter((line) => !/^\S+:\d+:\d+: (error|warning): .*[.`?]$/.test(line))).toEqual([]);
  expect(fingerprint(root)).toBe(before);
});

test('there are at least 150 cases, each with a name of its own', () => {
  expect(cases.length).toBeGreaterThanOrEqual(150);
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
});

test('nothing of a hostile project reaches the prototype of objects', () => expect(Object.keys({})).toEqual([]));

/** By number: the test runner would look into the files of a case that it is given. */
function caseAt(index: number): CorpusCase {
  const found = cases[index];
  if (found === undefined) throw new Error(`There is no case ${index}.`);
  return found;
}

function lineWith(start: string, part: string): unknown {
  const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return expect.stringMatching(new RegExp(`^${escape(start)}.*${escape(part)}`));
}

async function validate(cwd: string): Promise<{ readonly code: number; readonly lines: readonly string[] }> {
  let text = '';
  const stdout = { write: (part: string) => Boolean((text += part)) };
  const stderr = { write: () => true };
  const code = await validateCommand({ globals: { cwd }, env: {}, stdout, stderr, projectRoot: () => cwd });
  return { code, lines: text.split('\n').filter((line) => line !== '') };
}

/** Of every name, link, content and time of change below the folder; links are not followed. */
function fingerprint(folder: string): string {
  const hash = createHash('sha256');
  const look = (path: string): void => {
    const stat = lstatSync(path);
    hash.update(`${path} ${stat.mode} ${stat.mtimeMs} `);
    if (stat.isFile()) hash.update(readFileSync(path));
    if (stat.isSymbolicLink()) hash.update(readlinkSync(path));
    if (stat.isDirectory()) for (const name of readdirSync(path).sort()) look(join(path, name));
  };
  look(folder);
  return hash.digest('hex');
}
