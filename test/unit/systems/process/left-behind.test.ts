import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nameAside, removeLeftBehind } from '../../../../src/systems/process/left-behind';

const A_DAY_AND_MORE_MS = 25 * 3_600_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'meltemi-left-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function made(name: string, ageMs = 0): string {
  writeFileSync(join(folder, name), '');
  const at = (Date.now() - ageMs) / 1000;
  utimesSync(join(folder, name), at, at);
  return name;
}

/** A name as a process made it that has ended since. */
function nameOfTheDead(ending: string): string {
  const { pid } = spawnSync(process.execPath, ['--version']);
  return nameAside(ending).replace(`-${String(process.pid)}-`, `-${String(pid)}-`);
}

test('a file of a process that has ended is deleted, one of the living stays', async () => {
  const mine = made(nameAside('parquet'));
  made(nameOfTheDead('parquet'));
  made(nameOfTheDead('parquet.page'));
  await removeLeftBehind(folder);
  expect(readdirSync(folder)).toEqual([mine]);
});

test('a file whose maker cannot be asked stays for a day', async () => {
  const elsewhere = nameAside('csv').replace(/^[0-9a-f]{12}/, 'f'.repeat(12));
  const young = made(elsewhere);
  made(elsewhere.replace('.csv', '.json'), A_DAY_AND_MORE_MS);
  made('e1a4cbd8-8f4c-4f0e-9d8b-0b5d0f6f0a11.tmp', A_DAY_AND_MORE_MS);
  await removeLeftBehind(folder);
  expect(readdirSync(folder)).toEqual([young]);
});

test('with an ending only names that have it are looked at', async () => {
  const old = made('v7.json', A_DAY_AND_MORE_MS);
  made(nameOfTheDead('tmp'));
  await removeLeftBehind(folder, '.tmp');
  expect(readdirSync(folder)).toEqual([old]);
});

test('a folder that is not there is fine', async () => {
  await expect(removeLeftBehind(join(folder, 'none'))).resolves.toBeUndefined();
});
