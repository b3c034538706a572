import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryLock, withLock } from '../../../src/temporal/pid-lock';
import { identify, identifySelf, isAlive, parseIdentity } from '../../../src/temporal/process-identity';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'meltemi-lock-'));
  path = join(folder, 'deep', 'a.lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

const NEVER = (): Error => new Error('timed out');

test('a free lock is taken, and is free again when it is released', () => {
  const first = tryLock(path);
  expect(first.lock).not.toBeNull();
  first.lock?.release();
  expect(tryLock(path).lock).not.toBeNull();
});

test('a held lock names its living holder', () => {
  tryLock(path);
  expect(tryLock(path)).toEqual({ lock: null, holder: identifySelf() });
});

test.each([
  ['a process that is gone', JSON.stringify({ pid: 4_000_000, startedAt: '1' })],
  ['a process whose pid has another owner now', JSON.stringify({ pid: process.pid, startedAt: 'earlier' })],
  ['nobody, the file being cut off', '{"pi'],
])('a lock held by %s is taken over', (_holder, content) => {
  tryLock(path).lock?.release();
  writeFileSync(path, content);
  expect(tryLock(path).lock).not.toBeNull();
  expect(tryLock(path).lock).toBeNull();
});

test('a lock leaves no other files behind', () => {
  const { lock } = tryLock(path);
  tryLock(path);
  expect(readdirSync(join(folder, 'deep'))).toEqual(['a.lock']);
  lock?.release();
  expect(readdirSync(join(folder, 'deep'))).toEqual([]);
});

test('work under one lock never overlaps', async () => {
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    most = Math.max(most, ++inside);
    await new Promise((resolve) => setTimeout(resolve, 5));
    inside--;
  };
  await Promise.all(Array.from({ length: 8 }, () => withLock(path, 20_000, NEVER, work)));
  expect([most, inside]).toEqual([1, 0]);
});

test('a lock is free again after work that failed', async () => {
  await expect(withLock(path, 1_000, NEVER, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(tryLock(path).lock).not.toBeNull();
});

test('waiting for a lock ends with the given error', async () => {
  tryLock(path);
  const onTimeout = ({ pid }: { pid: number }): Error => new Error(`held by ${pid}`);
  await expect(withLock(path, 10, onTimeout, async () => undefined)).rejects.toThrow(`held by ${process.pid}`);
});

test('a process is told from a later one with its pid, and from none', () => {
  const self = identifySelf();
  expect(isAlive(self)).toBe(true);
  expect(isAlive({ ...self, startedAt: 'earlier' })).toBe(false);
  expect([identify(4_000_000), isAlive(null), isAlive(undefined)]).toEqual([null, false, false]);
});

test('a record of a process is read back, and anything else is none', () => {
  expect(parseIdentity(JSON.parse(JSON.stringify(identifySelf())))).toEqual(identifySelf());
  for (const value of [null, undefined, 7, 'x', {}, { pid: '7', startedAt: 'x' }, { pid: 7 }]) {
    expect(parseIdentity(value)).toBeNull();
  }
});
