import { type ChildProcess, spawn } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import type { LoadMode } from '../../../../src/model/plan';
import type { Position } from '../../../../src/model/position';
import { FilePageStore } from '../../../../src/pages/store/file-page-store';
import type { PageReader } from '../../../../src/pages/page-store';
import { createJsonlTarget } from '../../../../src/targets/jsonl/target';
import { targetFactoryFor } from '../../../../src/targets/registry';
import type { Batch, FinishRequest, OutputStream, Target } from '../../../../src/targets/target';
import type { WriterOrder } from './writer-process';

/** What an error must be; `says` is a part of its message. */
function failure(code: string, says: string): Error {
  return expect.objectContaining({ code, message: expect.stringContaining(says) as string }) as Error;
}

const signal = new AbortController().signal;
const PATIENCE_MS = 300;
const LINES_PER_PAGE = 3000;

let home: string;
let folder: string;
let store: FilePageStore;
let writerBundle: string;
let pages = 0;
const children: ChildProcess[] = [];

beforeAll(async () => {
  writerBundle = join(await mkdtemp(join(tmpdir(), 'meltemi-writer-')), 'writer.js');
  await build({
    entryPoints: [join(__dirname, 'writer-process.ts')],
    bundle: true,
    platform: 'node',
    outfile: writerBundle,
  });
});
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'meltemi-jsonl-'));
  folder = join(home, 'output');
  store = await FilePageStore.open({ directory: join(home, 'pages') });
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(home, { recursive: true, force: true });
});
afterAll(() => rm(join(writerBundle, '..'), { recursive: true }));

const settings = (more: object = {}) => ({ destination_path: folder, do_timestamp_file: false, ...more });
const open = (more: object = {}): Target =>
  createJsonlTarget(
    settings(more),
    { pluginName: 'target-jsonl', faultPoint: () => undefined, warn: () => undefined },
    PATIENCE_MS,
  );
const streamOf = (name: string, more: Partial<OutputStream> = {}): OutputStream => ({
  stateId: 'dev:a-to-b',
  name,
  schema: { columns: [{ name: 'id', schema: { type: 'string' }, nullable: false }], keyProperties: [] },
  replication: { method: 'FULL_TABLE', snapshot: false },
  resumable: true,
  ...more,
});
const orders = streamOf('orders');
const next: Position = { kind: 'end' };

async function pageOf(mark: string): Promise<PageReader> {
  const address = { project: 'p', stateId: 's', runId: 'r', stream: 'o', seq: ++pages, attempt: '1' };
  const writer = await store.create(address, 'text', orders.schema);
  await writer.write(
    Buffer.from(Array.from({ length: LINES_PER_PAGE }, (_, i) => `${mark}${i}\n`).join('')),
    LINES_PER_PAGE,
  );
  return store.open(await writer.commit());
}
const linesOf = (...marks: readonly string[]): string =>
  marks.map((mark) => Array.from({ length: LINES_PER_PAGE }, (_, i) => `{"id":"${mark}${i}"}\n`).join('')).join('');
const text = (name = 'orders.jsonl'): Promise<string> => readFile(join(folder, name), 'utf8');

const prepare = (target: Target, runId: string, stream = orders, loadMode: LoadMode = 'append') =>
  target.prepare({ stream, loadMode, runId, known: null, fullRefresh: false, restart: false }, signal);
const batchOf = (
  epoch: number,
  seq: number,
  runId = 'run-1',
  stream = orders,
  loadMode: LoadMode = 'append',
): Omit<Batch, 'page'> => ({
  stream,
  loadMode,
  runId,
  epoch,
  seq,
  next,
  bookmark: null,
});
const finishOf = (epoch: number, runId: string, stream = orders, loadMode: LoadMode = 'append'): FinishRequest => ({
  stream,
  loadMode,
  runId,
  epoch,
  outcome: 'completed',
});

function startWriter(order: Partial<WriterOrder> & Pick<WriterOrder, 'stopAt' | 'signal'>): {
  child: ChildProcess;
  result: Promise<string>;
} {
  const whole: WriterOrder = {
    settings: settings(),
    pages: join(home, 'pages'),
    page: null,
    batch: null,
    finish: null,
    ...order,
  };
  const child = spawn(process.execPath, [writerBundle, JSON.stringify(whole)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  let out = '';
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
  return { child, result: new Promise((resolve) => child.on('close', () => resolve(out))) };
}

/** Waits until the system says that the process is frozen. */
async function frozen(child: ChildProcess): Promise<void> {
  for (;;) {
    const state = (await readFile(`/proc/${child.pid}/stat`, 'utf8')).split(') ')[1]?.[0];
    if (state === 'T') return;
    await sleep(10);
  }
}

describe('a worker that is killed', () => {
  test.each(['after-target-rows', 'before-target-commit', 'after-target-commit'])(
    'at %s leaves exactly the committed rows to its successor',
    async (stopAt) => {
      const target = open();
      const { epoch } = await prepare(target, 'run-1');
      await target.load({ ...batchOf(epoch, 1), page: await pageOf('a') }, signal);
      const page = await pageOf('b');
      await startWriter({ batch: batchOf(epoch, 2), page: page.ref, stopAt, signal: 'SIGKILL' }).result;
      const again = await prepare(target, 'run-1');
      if (again.seq === 1) await target.load({ ...batchOf(again.epoch, 2), page }, signal);
      expect(again.seq).toBe(stopAt === 'after-target-commit' ? 2 : 1);
      await target.load({ ...batchOf(again.epoch, 3), page: await pageOf('c') }, signal);
      expect(await text()).toBe(linesOf('a', 'b', 'c'));
    },
  );

  test('leaves no rubbish behind for the next run either', async () => {
    const target = open();
    const first = await prepare(target, 'run-1');
    await target.load({ ...batchOf(first.epoch, 1), page: await pageOf('a') }, signal);
    const page = await pageOf('b');
    await startWriter({
      batch: batchOf(first.epoch, 2),
      page: page.ref,
      stopAt: 'after-target-rows',
      signal: 'SIGKILL',
    }).result;
    expect(await text()).toBe(linesOf('a', 'b'));
    const second = await prepare(target, 'run-2');
    expect(await text()).toBe(linesOf('a'));
    await target.load({ ...batchOf(second.epoch, 1, 'run-2'), page: await pageOf('c') }, signal);
    expect(await text()).toBe(linesOf('a', 'c'));
  });

  test('in the middle of a swap has swapped once its successor is there', async () => {
    const target = open();
    await mkdir(folder);
    await writeFile(join(folder, 'orders.jsonl'), 'old\n');
    const { epoch } = await prepare(target, 'run-1', orders, 'overwrite');
    await target.load({ ...batchOf(epoch, 1, 'run-1', orders, 'overwrite'), page: await pageOf('a') }, signal);
    const finish = finishOf(epoch, 'run-1', orders, 'overwrite');
    await startWriter({ finish, stopAt: 'after-swap', signal: 'SIGKILL' }).result;
    await prepare(target, 'run-2', orders, 'overwrite');
    expect(await text()).toBe(linesOf('a'));
    const left = await readdir(join(folder, '.meltemi', 'orders'));
    expect(left.filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});

describe('a worker that freezes and wakes', () => {
  const cases = [
    ['append', 'after-target-rows'],
    ['append', 'before-target-commit'],
    ['overwrite', 'before-target-commit'],
  ] as const;
  test.each(cases)('%s at %s writes nothing that counts', async (loadMode, stopAt) => {
    const target = open();
    const first = await prepare(target, 'run-1', orders, loadMode);
    await target.load({ ...batchOf(first.epoch, 1, 'run-1', orders, loadMode), page: await pageOf('a') }, signal);
    const zombie = startWriter({
      batch: batchOf(first.epoch, 2, 'run-1', orders, loadMode),
      page: (await pageOf('zombie')).ref,
      stopAt,
      signal: 'SIGSTOP',
    });
    await frozen(zombie.child);
    const { epoch, seq } = await prepare(target, 'run-1', orders, loadMode);
    expect(seq).toBe(1);
    await target.load({ ...batchOf(epoch, 2, 'run-1', orders, loadMode), page: await pageOf('b') }, signal);
    zombie.child.kill('SIGCONT');
    expect(await zombie.result).toBe('FencedOut');
    await target.load({ ...batchOf(epoch, 3, 'run-1', orders, loadMode), page: await pageOf('c') }, signal);
    await target.finish(finishOf(epoch, 'run-1', orders, loadMode), signal);
    expect(await text()).toBe(linesOf('a', 'b', 'c'));
  });

  test('is fenced out by its epoch when it tries again', async () => {
    const target = open();
    const first = await prepare(target, 'run-1');
    await prepare(target, 'run-1');
    const page = await pageOf('zombie');
    await expect(target.load({ ...batchOf(first.epoch, 1), page }, signal)).rejects.toMatchObject({
      code: 'FencedOut',
    });
  });
});

describe('one file for all streams', () => {
  test('holds the committed rows of each, whoever fails', async () => {
    const target = open({ custom_name: 'everything', do_timestamp_file: true });
    const streams = ['orders', 'items', 'people'].map((name) => streamOf(name));
    const prepared = await Promise.all(streams.map((stream) => prepare(target, 'run-1', stream)));
    const reader = await pageOf('torn');
    const torn: PageReader = {
      ref: { ...reader.ref, rows: 1 },
      schema: reader.schema,
      chunks: (s) => reader.chunks(s),
    };
    const loads = streams.flatMap((stream, i) =>
      [1, 2].map(async (seq) => {
        const batch = batchOf(prepared[i]?.epoch ?? 0, seq, 'run-1', stream);
        if (seq === 1)
          await expect(target.load({ ...batch, page: torn }, signal)).rejects.toMatchObject({ code: 'PageMissing' });
        else await sleep(400);
        for (;;) {
          try {
            return await target.load({ ...batch, page: await pageOf(`${stream.name}${seq}-`) }, signal);
          } catch (error) {
            if ((error as { code?: string }).code !== 'LoadOutOfOrder') throw error;
            await sleep(20);
          }
        }
      }),
    );
    await Promise.all(loads);
    const [name, ...others] = (await readdir(folder)).filter((one) => one.endsWith('.jsonl'));
    expect(others).toEqual([]);
    expect(name).toMatch(/^everything-\d{8}T\d{6}\.jsonl$/);
    const marks = streams.flatMap((stream) => [1, 2].map((seq) => `${stream.name}${seq}-`));
    const lines = (content: string): readonly string[] => content.split('\n').sort();
    expect(lines(await text(name))).toEqual(lines(linesOf(...marks)));
  });
});

describe('files that others touch', () => {
  test('lines that a person or Meltano added between runs stay', async () => {
    const target = open();
    const first = await prepare(target, 'run-1');
    await target.load({ ...batchOf(first.epoch, 1), page: await pageOf('a') }, signal);
    await target.finish(finishOf(first.epoch, 'run-1'), signal);
    await appendFile(join(folder, 'orders.jsonl'), '{"id":"by hand"}\n');
    const second = await prepare(target, 'run-2');
    await target.load({ ...batchOf(second.epoch, 1, 'run-2'), page: await pageOf('b') }, signal);
    expect(await text()).toBe(`${linesOf('a')}{"id":"by hand"}\n${linesOf('b')}`);
  });

  test('a file that is deleted between runs begins anew', async () => {
    const target = open();
    const first = await prepare(target, 'run-1');
    await target.load({ ...batchOf(first.epoch, 1), page: await pageOf('a') }, signal);
    await rm(join(folder, 'orders.jsonl'));
    const second = await prepare(target, 'run-2');
    await target.load({ ...batchOf(second.epoch, 1, 'run-2'), page: await pageOf('b') }, signal);
    expect(await text()).toBe(linesOf('b'));
  });

  test('a file that is cut in the middle of a run is an error with its path', async () => {
    const target = open();
    const { epoch } = await prepare(target, 'run-1');
    await target.load({ ...batchOf(epoch, 1), page: await pageOf('a') }, signal);
    await truncate(join(folder, 'orders.jsonl'), 5);
    const load = target.load({ ...batchOf(epoch, 2), page: await pageOf('b') }, signal);
    await expect(load).rejects.toMatchObject({
      code: 'TargetRejected',
      message: expect.stringContaining(join(folder, 'orders.jsonl')) as string,
    });
    expect((await stat(join(folder, 'orders.jsonl'))).size).toBe(5);
  });

  test('manifests that are deleted in mid-run are said to be lost', async () => {
    const target = open();
    const { epoch } = await prepare(target, 'run-1');
    await rm(join(folder, '.meltemi'), { recursive: true });
    const load = target.load({ ...batchOf(epoch, 1), page: await pageOf('a') }, signal);
    await expect(load).rejects.toMatchObject({ code: 'SessionLost' });
  });
});

describe('what can be wrong', () => {
  test.each([
    [{ destination_path: 5 }, 'destination_path'],
    [{ do_timestamp_file: 'yes' }, 'do_timestamp_file'],
    [{ load_method: 'upsert' }, 'load_method'],
    [{ load_method: 'overwrite', custom_name: 'all' }, 'custom_name'],
  ])('settings %j', (wrong, setting) => {
    expect(() => open(wrong)).toThrow(failure('ConfigInvalid', `\`${setting}\``));
  });

  test('a file in the place of the folder', async () => {
    await writeFile(folder, 'x');
    await expect(prepare(open(), 'run-1')).rejects.toMatchObject({
      code: 'TargetRejected',
      message: expect.stringContaining(folder) as string,
    });
  });

  test('a folder in the place of the file', async () => {
    await mkdir(join(folder, 'orders.jsonl'), { recursive: true });
    await expect(prepare(open(), 'run-1')).rejects.toMatchObject({ code: 'TargetRejected' });
  });

  test('a plugin without an implementation', () => {
    expect(() => targetFactoryFor({ name: 'target-avro', variant: 'meltanolabs' })).toThrow(
      failure('Unsupported', '`target-avro` (variant `meltanolabs`)'),
    );
    expect(targetFactoryFor({ name: 'target-jsonl', variant: 'andyh1203' })).toBeInstanceOf(Function);
  });
});

test('names of streams cannot lead out of the folder, and stay apart', async () => {
  const target = open();
  const names = ['../orders', '..', 'a/b', 'a_b', 'a\\b'];
  for (const name of names) {
    const stream = streamOf(name);
    const { epoch } = await prepare(target, 'run-1', stream);
    await target.load({ ...batchOf(epoch, 1, 'run-1', stream), page: await pageOf('x') }, signal);
  }
  expect((await readdir(home)).sort()).toEqual(['output', 'pages']);
  expect((await readdir(folder)).filter((name) => name.endsWith('.jsonl'))).toHaveLength(names.length);
});

test('a run of one stream goes on in its own file, and the next one starts another', async () => {
  const target = open({ do_timestamp_file: true });
  const first = await prepare(target, 'run-1');
  await target.load({ ...batchOf(first.epoch, 1), page: await pageOf('a') }, signal);
  await sleep(1100);
  const again = await prepare(target, 'run-1');
  await target.load({ ...batchOf(again.epoch, 2), page: await pageOf('b') }, signal);
  await target.finish(finishOf(again.epoch, 'run-1'), signal);
  const second = await prepare(target, 'run-2');
  await target.load({ ...batchOf(second.epoch, 1, 'run-2'), page: await pageOf('c') }, signal);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).sort();
  expect(await Promise.all(names.map((name) => text(name)))).toEqual([linesOf('a', 'b'), linesOf('c')]);
});
