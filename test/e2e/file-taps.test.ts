/** Files on the disk into files on the disk, with no server but Temporal: killed on the way, and as the docs show it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import type { JsonObject } from '../../src/model/json';
import { PluginProject } from '../support/plugin-project';
import { startTemporal, type TestTemporal } from '../support/temporal';

/** Each kill costs the heartbeat timeout of 3 s and the start of a worker. */
jest.setTimeout(240_000);

const ROOT = join(__dirname, '..', '..');
const MAIN = join(ROOT, 'dist', 'cli', 'main.js');
const ORDERS = 200_000;

let temporal: TestTemporal;
let project: PluginProject | null = null;
let worker: ChildProcess | null = null;

beforeAll(async () => (temporal = await startTemporal()));
afterEach(() => {
  worker?.kill('SIGKILL');
  worker = null;
  project?.remove();
});
afterAll(() => temporal.stop());

const env = () => ({ TEMPORAL_ADDRESS: temporal.address, MELTEMI_HEARTBEAT_SECONDS: '3', MELTEMI_PAGE_ROWS: '4000' });

function anotherWorker({ folder }: PluginProject): void {
  worker?.kill('SIGKILL');
  worker = spawn(process.execPath, [MAIN, 'worker'], {
    cwd: folder,
    env: { ...process.env, ...env() },
    stdio: 'ignore',
  });
}

function linesIn(path: string): readonly JsonObject[] {
  const text = readFileSync(path, 'utf8').trimEnd();
  return text.split('\n').map((line) => JSON.parse(line) as JsonObject);
}

const meltanoYml = (id: string, tap: JsonObject): string =>
  JSON.stringify({
    version: 1,
    project_id: id,
    plugins: {
      extractors: [tap],
      loaders: [{ name: 'target-jsonl', config: { destination_path: 'output', do_timestamp_file: false } }],
    },
  });

test(`${ORDERS} records of a CSV file, three kills on the way: every record once, in the order of the file`, async () => {
  const order = (id: number): string => `${id},"say ""${id}""\nagain, ${'x'.repeat(id % 50)}",${id / 4}\n`;
  const text = Array.from({ length: ORDERS }, (_, index) => order(index + 1)).join('');
  project = new PluginProject({
    'meltano.yml': meltanoYml('file-kills', {
      name: 'tap-csv',
      config: { files: [{ entity: 'orders', path: 'data/*.csv', keys: ['id'] }] },
    }),
    'data/orders.csv': `id,note,total\n${text}`,
  });
  const output = join(project.folder, 'output', 'orders.jsonl');
  const loadedBytes = (): number => statSync(output, { throwIfNoEntry: false })?.size ?? 0;
  anotherWorker(project);
  const run = project.run(['run', 'tap-csv', 'target-jsonl'], { env: env() });
  for (const part of [0.1, 0.4, 0.7]) {
    // The output is larger than its source, so it cannot be complete yet.
    while (loadedBytes() < text.length * part) await sleep(20);
    expect(loadedBytes()).toBeLessThan(text.length);
    anotherWorker(project);
  }
  expect(await run).toMatchObject({ code: 0 });
  const records = linesIn(output);
  expect(records).toHaveLength(ORDERS);
  records.forEach(({ id }, index) => {
    if (id !== String(index + 1)) throw new Error(`Record ${index + 1} is another one.`);
  });
  expect(records[6]).toEqual({ id: '7', note: 'say "7"\nagain, xxxxxxx', total: '1.75' });
});

/** The blocks of a page of the docs, each with the file name that stands above it. */
function filesOf(page: string): Readonly<Record<string, string>> {
  const text = readFileSync(join(ROOT, 'docs', 'taps', page), 'utf8');
  return Object.fromEntries(
    [...text.matchAll(/^`([^`\n]+)`:\n\n```\w+\n(.*?)```$/gms)].map(([, name = '', body = '']) => [name, body]),
  );
}

test.each([
  ['tap-csv.md', 'orders', { id: 1, customer: 'Ada, London', total: 12.5, paid: true }],
  [
    'tap-jsonl.md',
    'events',
    { id: expect.any(Number) as number, kind: 'login', at: '2026-01-01T10:00:00Z', tags: ['new'] },
  ],
])('the example of docs/taps/%s runs', async (page, stream, first) => {
  const files = filesOf(page);
  project = new PluginProject(files);
  const { plugins } = parse(files['meltano.yml'] ?? '') as { plugins: { extractors: { name: string }[] } };
  const tap = plugins.extractors[0]?.name ?? '';
  anotherWorker(project);
  expect(await project.run(['run', tap, 'target-jsonl'], { env: env() })).toMatchObject({ code: 0 });
  const [line] = project.read(`output/${stream}.jsonl`).split('\n');
  expect(JSON.parse(line ?? '')).toEqual(first);
  if (page === 'tap-jsonl.md') expect(line).toContain('9007199254740993');
});
