import { spawnSync } from 'node:child_process';
import {
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { PrivateFiles } from '../../../src/processes/private-files';

const folder = mkdtempSync(join(tmpdir(), 'meltemi-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => readdirSync(folder).forEach((name) => rmSync(join(folder, name))));

test('a file is for its owner only, and goes with `remove`', () => {
  const files = new PrivateFiles(folder);
  const path = files.write('tap', 'config.json', '{}');
  expect(readFileSync(path, 'utf8')).toBe('{}');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  // As Meltano names it: people's scripts look for it so.
  expect(basename(path)).toMatch(/^tap\.[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}\.config\.json$/);
  files.remove();
  files.remove();
  expect(readdirSync(folder)).toEqual([]);
});

/** The file under the name that a process with this number would have given it. */
function rename(path: string, change: (name: string) => string): string {
  const changed = join(folder, change(basename(path)));
  renameSync(path, changed);
  return basename(changed);
}

function endedPid(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

test('what a dead process left is deleted; what a living one has stays', () => {
  const files = new PrivateFiles(folder);
  const kept = files.write('tap', 'config.json', 'living');
  // The number of the process begins at the eleventh digit.
  const [own, ended] = [process.pid, endedPid()].map((pid) => pid.toString(16).padStart(6, '0'));
  rename(files.write('tap', 'config.json', 'dead'), (name) =>
    name.replace(
      `${own?.slice(0, 2)}-8${own?.slice(2, 5)}-8${own?.slice(5)}`,
      `${ended?.slice(0, 2)}-8${ended?.slice(2, 5)}-8${ended?.slice(5)}`,
    ),
  );
  writeFileSync(join(folder, 'tap.3f2b.config.json'), "somebody else's");
  new PrivateFiles(folder);
  expect(readdirSync(folder).sort()).toEqual(['tap.3f2b.config.json', basename(kept)].sort());
});

test('what another host left stays for a day', () => {
  const files = new PrivateFiles(folder);
  const elsewhere = (): string =>
    rename(files.write('tap', 'config.json', ''), (name) => name.replace(/^tap\.[0-9a-f]{8}/, 'tap.00000000'));
  const young = elsewhere();
  const old = elsewhere();
  const twoDaysAgo = Date.now() / 1000 - 2 * 24 * 3600;
  utimesSync(join(folder, old), twoDaysAgo, twoDaysAgo);
  new PrivateFiles(folder);
  expect(readdirSync(folder)).toEqual([young]);
});
