/** What workers of file targets that were given up, or killed, leave in a folder. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nameAside } from '../../src/systems/process/left-behind';
import { createFolderTarget } from '../../src/targets/folder/target';
import type { Target } from '../../src/targets/target';
import type { PageReader } from '../../src/pages/page-store';
import { Bench, ordersStream } from './target-bench';
import type { TargetUnderTest } from './target-bench';

let folder: string;
let bench: Bench;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'meltemi-sleepers-'));
  bench = await Bench.open(under('append-only'));
});
afterEach(() => bench.close());

function under(load_method: string): TargetUnderTest {
  let hook: (name: string) => void = () => undefined;
  const open = (faultPoint: (name: string) => void): Target => {
    const context = { pluginName: 'target-csv', faultPoint, warn: () => undefined };
    return createFolderTarget('csv', { destination_path: folder, load_method }, context);
  };
  return {
    target: open((name) => hook(name)),
    again: () => open(() => undefined),
    onFault: (given) => (hook = given),
    readRows: () => Promise.resolve([]),
    close: () => Promise.resolve(rmSync(folder, { recursive: true, force: true })),
  };
}

function files(below: string): readonly string[] {
  const entries = readdirSync(join(folder, below), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

/** A page that is handed out when its reader is woken. */
function asleep(page: PageReader): { readonly page: PageReader; readonly wake: () => void } {
  let wake = (): void => undefined;
  const woken = new Promise<void>((resolve) => (wake = resolve));
  async function* chunks(signal: AbortSignal): AsyncGenerator<Buffer> {
    await woken;
    yield* page.chunks(signal);
  }
  return { page: { ref: page.ref, schema: page.schema, chunks }, wake: () => wake() };
}

test.each([
  ['append', true, 'shop-orders', 1],
  ['append', false, '_meltemi/shop-orders/staged', 0],
] as const)(
  '%s, resumable %s: what a sleeper brings behind the end of its run is gone when it is refused',
  async (mode, resumable, below, count) => {
    const stream = ordersStream({ resumable });
    const sleeper = await bench.prepare(stream, mode, 'run-1');
    const reserved = new Promise<void>((resolve) => {
      bench.under.onFault((name) => void (name === 'after-reserve' && resolve()));
    });
    const { page, wake } = asleep(await bench.page(stream, [['1', 'late', null]]));
    const load = sleeper.load(1, page);
    await reserved;

    const successor = await bench.prepare(stream, mode, 'run-1', { restart: true, target: bench.under.again() });
    await successor.load(1, [['1', 'in time', null]]);
    await successor.finish('completed');
    const uploaded = new Promise<void>((resolve) => {
      bench.under.onFault((name) => void (name === 'after-upload' && resolve()));
    });
    wake();
    await expect(load).rejects.toMatchObject({ code: 'FencedOut' });
    await uploaded;
    mkdirSync(join(folder, below), { recursive: true });
    expect(files(below)).toHaveLength(count);
    expect(files('shop-orders')).toHaveLength(1);
  },
);

test('files that a killed worker was writing are gone at the end of the run', async () => {
  const run = await bench.prepare(ordersStream(), 'append', 'run-1');
  await run.load(1, [['1', 'a', null]]);
  const { pid } = spawnSync(process.execPath, ['--version']);
  const left = (ending: string): string => nameAside(ending).replace(`-${String(process.pid)}-`, `-${String(pid)}-`);
  writeFileSync(join(folder, '_meltemi_uploads', left('csv')), 'half a f');
  writeFileSync(join(folder, '_meltemi/shop-orders/manifest', left('tmp')), '{"te');
  await run.finish('completed');
  expect(files('_meltemi_uploads')).toEqual([]);
  expect(files('_meltemi/shop-orders/manifest').filter((name) => name.endsWith('.tmp'))).toEqual([]);
});
