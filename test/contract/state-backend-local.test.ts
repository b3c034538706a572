import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalFiles } from '../../src/state/blobs/local-files';
import { describeStateBackend } from './state-backend';

const folder = mkdtempSync(join(tmpdir(), 'meltemi-states-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describeStateBackend('local files', () => new LocalFiles(folder));

test('nothing but the state stays in the folder, and a cleared state leaves none', async () => {
  const files = new LocalFiles(join(folder, 'made', 'when', 'needed'));
  await files.put('a/state.json', '{}');
  await files.put('a/lock', '1');
  await files.remove('a/lock');
  expect(readdirSync(join(folder, 'made', 'when', 'needed', 'a'))).toEqual(['state.json']);
  await files.remove('a/state.json');
  expect(existsSync(join(folder, 'made', 'when', 'needed', 'a'))).toBe(false);
});

test('a folder that cannot be made is an error that names it', async () => {
  writeFileSync(join(folder, 'file'), '');
  const files = new LocalFiles(join(folder, 'file', 'states'));
  await expect(files.put('a/state.json', '{}')).rejects.toThrow(/^Writing the state file .*not a directory/);
});
