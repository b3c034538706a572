import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fingerprintOf, forgetFingerprint, isInstalled, writeFingerprint } from '../../../src/install/fingerprint';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

let folder = '';
let environment = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'meltemi-fingerprint-'));
  environment = join(folder, 'venv');
  mkdirSync(join(environment, 'bin'), { recursive: true });
  symlinkSync(process.execPath, join(environment, 'bin/python'));
  mkdirSync(join(folder, 'tap'));
  writeFileSync(join(folder, 'tap/setup.py'), '1');
});
afterEach(() => rmSync(folder, { recursive: true }));

test("Meltano's fingerprint: arguments sorted, once each, then the interpreter if one is asked for", async () => {
  expect((await fingerprintOf(['b', 'a', 'b'], null, folder)).meltano).toBe(sha256('a b'));
  expect((await fingerprintOf(['tap-x'], 'python3.9', folder)).meltano).toBe(sha256('tap-x python:python3.9'));
});

test('what Meltano has installed counts', async () => {
  writeFileSync(join(environment, '.meltano_plugin_fingerprint'), sha256('tap-x'));
  expect(await isInstalled(environment, await fingerprintOf(['tap-x'], null, folder))).toBe(true);
  expect(await isInstalled(environment, await fingerprintOf(['tap-y'], null, folder))).toBe(false);
});

test('Meltano can read what is written', async () => {
  await writeFingerprint(environment, await fingerprintOf(['tap-x'], null, folder));
  expect(readFileSync(join(environment, '.meltano_plugin_fingerprint'), 'utf8')).toBe(sha256('tap-x'));
});

test('a local package that was edited is not installed', async () => {
  const words = ['-e', 'tap'];
  await writeFingerprint(environment, await fingerprintOf(words, null, folder));
  expect(await isInstalled(environment, await fingerprintOf(words, null, folder))).toBe(true);
  writeFileSync(join(folder, 'tap/setup.py'), '2');
  expect(await isInstalled(environment, await fingerprintOf(words, null, folder))).toBe(false);
});

test('an environment whose interpreter is gone is not installed', async () => {
  const wanted = await fingerprintOf(['tap-x'], null, folder);
  await writeFingerprint(environment, wanted);
  rmSync(join(environment, 'bin/python'));
  symlinkSync(join(folder, 'gone'), join(environment, 'bin/python'));
  expect(await isInstalled(environment, wanted)).toBe(false);
});

test('a forgotten fingerprint counts as none', async () => {
  const wanted = await fingerprintOf(['-e', 'tap'], null, folder);
  await writeFingerprint(environment, wanted);
  await forgetFingerprint(environment);
  expect(await isInstalled(environment, wanted)).toBe(false);
});
