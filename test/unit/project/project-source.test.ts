import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { openProjectSource } from '../../../src/project/project-source';
import { projectFolder, removeProjectFolders, writeProjectFile } from './project-folder';
import { atQuickPace } from '../../support/machine-pace';

afterEach(removeProjectFolders);

const MAIN =
  'include_paths: ["plugins/**/*.yml"]\nenvironments: [{name: dev}]\nplugins: {extractors: [{name: tap-x, config: {a: $A}}]}';
const valueOfA = async (source: ReturnType<typeof openProjectSource>): Promise<unknown> =>
  (await source.load()).resolvePlugin('extractors', 'tap-x').settings['a'];

test('a project is the same object until one of its files changes', async () => {
  const root = projectFolder({ 'meltano.yml': MAIN, '.env': 'A=1' });
  const source = openProjectSource(root, {});
  const first = await source.load();
  expect(await source.load()).toBe(first);
  expect(await source.load('dev')).not.toBe(first);
  expect(await valueOfA(source)).toBe('1');
  writeProjectFile(root, '.env', 'A=22');
  expect(await valueOfA(source)).toBe('22');
  rmSync(join(root, '.env'));
  expect(await valueOfA(source)).toBeUndefined();
});

test('a file that a pattern comes to match, and one that goes, are noticed', async () => {
  const root = projectFolder({ 'meltano.yml': MAIN });
  const source = openProjectSource(root, {});
  const names = async (): Promise<string[]> => (await source.load()).jobs.map((job) => job.name);
  expect(await names()).toEqual([]);
  writeProjectFile(root, 'plugins/deep/a.yml', 'jobs: [{name: a, tasks: [x]}]');
  expect(await names()).toEqual(['a']);
  writeProjectFile(root, 'plugins/deep/b.yml', 'jobs: [{name: b, tasks: [x]}]');
  expect(await names()).toEqual(['a', 'b']);
  rmSync(join(root, 'plugins/deep/a.yml'));
  expect(await names()).toEqual(['b']);
});

test('a mistake in a file goes away with it', async () => {
  const root = projectFolder({ 'meltano.yml': 'a: [' });
  const source = openProjectSource(root, {});
  await expect(source.load()).rejects.toThrow(/cannot be read/);
  writeProjectFile(root, 'meltano.yml', MAIN);
  expect((await source.load()).environments).toEqual(['dev']);
});

test('loads at the same time share one reading', async () => {
  const source = openProjectSource(projectFolder({ 'meltano.yml': MAIN }), {});
  const [first, second] = await Promise.all([source.load(), source.load()]);
  expect(first).toBe(second);
});

test('500 plugins in 200 files resolve within a second, and loading them again costs less than 5 ms', async () => {
  const files: Record<string, string> = { 'meltano.yml': MAIN };
  const names: string[] = [];
  for (let file = 0; file < 200; file++) {
    const own = Array.from({ length: file < 100 ? 3 : 2 }, (_, index) => `tap-${file}-${index}`);
    names.push(...own);
    const entries = own.map(
      (name) =>
        `    - name: ${name}\n      inherit_from: tap-x\n      config: {b: 1, o: {c: $A, d: x}}\n      select: [public-*.*]`,
    );
    files[`plugins/p${file}/config.yml`] = `plugins:\n  extractors:\n${entries.join('\n')}`;
  }
  const root = projectFolder(files);
  const spent: number[] = [];
  const again: number[] = [];
  // The best of three, in time of this process's own work: the rest measures the compiler and the machine's other work.
  for (let round = 0; round < 3; round++) {
    const source = openProjectSource(root, { ...process.env, A: 'value' });
    const start = process.cpuUsage();
    const loaded = await source.load();
    for (const name of names) expect(loaded.resolvePlugin('extractors', name).baseName).toBe('tap-x');
    spent.push(process.cpuUsage(start).user / 1000);
    const then = process.cpuUsage();
    await source.load();
    again.push(process.cpuUsage(then).user / 1000);
  }
  expect(names).toHaveLength(500);
  expect(atQuickPace(Math.min(...spent), 1000)).toBeLessThan(1000);
  expect(atQuickPace(Math.min(...again), 5)).toBeLessThan(5);
});
