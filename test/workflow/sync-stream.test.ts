import { WorkflowFailedError } from '@temporalio/client';
import { MeltemiError } from '../../src/model/errors';
import type { JobReceipt } from '../../src/model/receipt';
import { ToyPipeline } from '../support/toy-pipeline';
import type { ToyHooks, ToyStream } from '../support/toy-pipeline';
import { WorkflowBench } from '../support/workflow-bench';
import type { RunTuning } from '../../src/model/plan';

const bench = new WorkflowBench();
beforeAll(() => bench.start(), 120_000);
afterAll(() => bench.stop());

const orders: ToyStream = { name: 'orders', rows: 55 };
const numbers = (n: number) => Array.from({ length: n }, (_, i) => i);

function toy(
  streams: readonly ToyStream[],
  hooks: ToyHooks = {},
  tuning: Partial<RunTuning> = {},
): Promise<ToyPipeline> {
  return bench.serve((queue) => new ToyPipeline(streams, queue, tuning, hooks));
}

test('every row arrives once and in order', async () => {
  const pipeline = await toy([orders]);
  const receipt = await bench.run();
  expect(pipeline.rowsOf('orders')).toEqual(numbers(55));
  expect(receipt).toMatchObject({ outcome: 'completed', rows: 55 });
  expect(receipt.pipelines[0]?.streams[0]).toMatchObject({ pages: 6, bookmark: { value: 55 }, restarts: 0 });
  expect(pipeline.bookmarks.streams['orders']).toMatchObject({ bookmark: { value: 55 }, seq: 6 });
  expect(pipeline.finished).toEqual(['orders:completed']);
});

test('mapped pages are loaded instead of the extracted ones, and both are deleted', async () => {
  const pipeline = await toy([{ ...orders, unmapped: false }]);
  await bench.run();
  expect(pipeline.rowsOf('orders')).toEqual(numbers(55));
  expect(pipeline.discarded).toEqual(
    expect.arrayContaining([expect.stringMatching(/^orders\/1-1\/0-10$/), expect.stringMatching(/mapped$/)]),
  );
});

test('pages overlap: the next one is extracted before the last one is loaded', async () => {
  const pipeline = await toy([orders], { load: () => new Promise((resolve) => setTimeout(resolve, 500)) });
  await bench.run();
  // Two loads side by side, two more pages on their way: never more.
  expect(pipeline.calls.indexOf('extract orders 4')).toBeLessThan(pipeline.calls.indexOf('load orders 3'));
  const ahead = pipeline.calls.map((_, i) => extractedMinusLoaded(pipeline.calls.slice(0, i + 1)));
  expect(Math.max(...ahead)).toBeLessThanOrEqual(4);
});

test('a lost page starts the stream again at what is loaded', async () => {
  let lost = false;
  const pipeline = await toy([orders], {
    load: (_stream, seq) => {
      if (seq !== 3 || lost) return;
      lost = true;
      throw new MeltemiError('PageMissing', 'Page 3 is gone.', '');
    },
  });
  const receipt = await bench.run();
  expect(pipeline.rowsOf('orders')).toEqual(numbers(55));
  expect(receipt.pipelines[0]?.streams[0]).toMatchObject({ restarts: 1 });
  expect(receipt.pipelines[0]?.streams[0]?.notes[0]).toContain('Page 3 is gone');
  expect(pipeline.heads.get('orders')?.epoch).toBe(2);
});

test('a stream that cannot resume starts over from nothing', async () => {
  let lost = false;
  const pipeline = await toy([{ ...orders, resumable: false }], {
    extract: (_stream, seq) => {
      if (seq !== 4 || lost) return;
      lost = true;
      throw new MeltemiError('SessionLost', 'The snapshot is gone.', '');
    },
  });
  await bench.run();
  expect(pipeline.rowsOf('orders')).toEqual(numbers(55));
});

test('one that dies each time at the same place is started again more and more slowly, and not for ever', async () => {
  let losses = 0;
  const pipeline = await toy([{ ...orders, resumable: false }], {
    extract: (_stream, seq) => {
      if (seq !== 4 || losses === 3) return;
      losses++;
      throw new MeltemiError('SessionLost', 'The tap is gone.', '');
    },
  });
  const receipt = await bench.run();
  expect(pipeline.rowsOf('orders')).toEqual(numbers(55));
  // The waits before the second and the third start are one second and two.
  expect(receipt.pipelines[0]?.streams[0]).toMatchObject({ restarts: 3 });
  expect(receipt.pipelines[0]?.streams[0]?.seconds).toBeGreaterThan(3);
});

test('a transient failure is tried again without a restart', async () => {
  const pipeline = await toy([orders], {
    load: (_stream, seq, attempt) => {
      if (seq === 2 && attempt < 3) throw new MeltemiError('TargetUnavailable', 'Down.', '');
    },
  });
  const receipt = await bench.run();
  expect(pipeline.rowsOf('orders')).toEqual(numbers(55));
  expect(receipt.pipelines[0]?.streams[0]?.restarts).toBe(0);
});

test('one failing stream leaves the others unharmed and fails the run at its end', async () => {
  const pipeline = await toy([orders, { name: 'items', rows: 35 }], {
    load: (stream, seq) => {
      if (stream === 'items' && seq === 2) throw new MeltemiError('TargetRejected', 'Column too narrow.', 'Widen it.');
    },
  });
  const error = await bench.run().catch((e: unknown) => e);
  expect(error).toBeInstanceOf(WorkflowFailedError);
  const { type, message, receipt } = bench.failureOf(error);
  expect(type).toBe('StreamsFailed');
  expect(message).toContain('items (Column too narrow. Widen it.)');
  expect(pipeline.rowsOf('orders')).toEqual(numbers(55));
  expect(pipeline.finished).toContain('items:failed');
  expect((receipt as JobReceipt).pipelines[0]?.streams.map((s) => [s.stream, s.outcome])).toEqual([
    ['items', 'failed'],
    ['orders', 'completed'],
  ]);
  // The failed stream keeps what it loaded.
  expect(pipeline.bookmarks.streams['items']).toMatchObject({ bookmark: { value: 10 } });
});

test('a pause holds between pages and a resume goes on', async () => {
  const pipeline = await toy([{ name: 'orders', rows: 400 }], {
    extract: () => new Promise((resolve) => setTimeout(resolve, 20)),
  });
  const handle = await bench.startRun();
  await bench.until(() => pipeline.rowsOf('orders').length > 20);
  await handle.executeUpdate('pause');
  await bench.until(async () => (await bench.streamProgress('orders')).phase === 'paused');
  await bench.quiet(() => pipeline.calls.length);
  const calls = pipeline.calls.length;
  const loaded = pipeline.rowsOf('orders').length;
  expect(loaded).toBeLessThan(400);
  expect(pipeline.bookmarks.streams['orders']?.bookmark?.value).toBe(loaded);
  await handle.executeUpdate('resume');
  await handle.result();
  expect(pipeline.calls.length).toBeGreaterThan(calls);
  expect(pipeline.rowsOf('orders')).toEqual(numbers(400));
});

test('a cancel loads what was extracted, keeps the bookmark and ends as cancelled', async () => {
  const pipeline = await toy([{ name: 'orders', rows: 4000 }], {
    extract: () => new Promise((resolve) => setTimeout(resolve, 10)),
  });
  const handle = await bench.startRun();
  await bench.until(() => pipeline.rowsOf('orders').length > 20);
  await handle.cancel();
  await expect(handle.result()).rejects.toThrow(WorkflowFailedError);
  expect((await handle.describe()).status.name).toBe('CANCELLED');
  const rows = pipeline.rowsOf('orders').length;
  expect(pipeline.rowsOf('orders')).toEqual(numbers(rows));
  expect(pipeline.bookmarks.streams['orders']?.bookmark?.value).toBe(rows);
  expect(pipeline.finished).toEqual(['orders:cancelled']);
});

test('a long stream goes on in new histories and keeps its state', async () => {
  const pipeline = await toy([{ name: 'orders', rows: 2000 }], {}, { maxHistoryEvents: 200 });
  const handle = await bench.startRun();
  const receipt = await handle.result();
  expect(pipeline.rowsOf('orders')).toEqual(numbers(2000));
  expect(receipt.pipelines[0]?.streams[0]).toMatchObject({ pages: 200, rows: 2000, restarts: 0 });
  const lengths = await bench.historyLengths('orders');
  expect(lengths.length).toBeGreaterThan(5);
  expect(Math.max(...lengths)).toBeLessThan(300);
});

test('a cancel reaches a stream that has gone on in new histories', async () => {
  const pipeline = await toy(
    [{ name: 'orders', rows: 4000 }],
    { extract: () => new Promise((resolve) => setTimeout(resolve, 20)) },
    { maxHistoryEvents: 50 },
  );
  const handle = await bench.startRun();
  await bench.until(async () => (await bench.historyLengths('orders')).length > 2);
  await handle.cancel();
  await expect(handle.result()).rejects.toThrow(WorkflowFailedError);
  expect((await handle.describe()).status.name).toBe('CANCELLED');
  const rows = pipeline.rowsOf('orders').length;
  expect(rows).toBeLessThan(4000);
  expect(pipeline.rowsOf('orders')).toEqual(numbers(rows));
  expect(pipeline.bookmarks.streams['orders']?.bookmark?.value).toBe(rows);
  expect(pipeline.finished).toEqual(['orders:cancelled']);
});

test('the second start of a state id is refused with the id of the holder', async () => {
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  await toy([orders], { extract: (_stream, seq) => (seq === 2 ? gate : undefined) });
  const first = await bench.startRun();
  await bench.until(async () => (await bench.streamProgress('orders')).rows > 0);
  const error = await bench.run().catch((e: unknown) => e);
  release();
  await first.result();
  const { type, message } = bench.failureOf(error);
  expect(type).toBe('LockHeld');
  expect(message).toContain(bench.pipelineId());
});

function extractedMinusLoaded(calls: readonly string[]): number {
  return calls.filter((c) => c.startsWith('extract')).length - calls.filter((c) => c.startsWith('load')).length;
}

describe('what the policy of maps did is counted once for each batch', () => {
  const mapped = { ...orders, unmapped: false };
  const map = (_stream: string, seq: number) => ({ dropped: seq, nulled: 1, first: `first of page ${seq}` });
  const sum = { dropped: 1 + 2 + 3 + 4 + 5 + 6, nulled: 6, first: 'first of page 1' };

  test('in a run without trouble', async () => {
    await toy([mapped], { map });
    const receipt = await bench.run();
    expect(receipt.pipelines[0]?.streams[0]).toMatchObject({ pages: 6, faults: sum });
    expect(receipt.pipelines[0]?.faults).toEqual(sum);
  });

  test('when pages are lost, also one that is loaded without the workflow knowing', async () => {
    let lost = 0;
    const lose = (): void => {
      lost++;
      throw new MeltemiError('PageMissing', 'The host is gone.', '');
    };
    await toy([mapped], {
      map,
      loaded: (_stream, seq) => {
        if (seq === 3 && lost === 0) lose();
      },
      load: (_stream, seq) => {
        if (seq === 5 && lost === 1) lose();
      },
    });
    const receipt = await bench.run();
    expect(receipt.pipelines[0]?.streams[0]).toMatchObject({ rows: 55, restarts: 2, faults: sum });
  });

  test('when the stream starts over from nothing', async () => {
    let lost = false;
    await toy([{ ...mapped, resumable: false }], {
      map,
      extract: (_stream, seq) => {
        if (seq !== 4 || lost) return;
        lost = true;
        throw new MeltemiError('SessionLost', 'The snapshot is gone.', '');
      },
    });
    const receipt = await bench.run();
    expect(receipt.pipelines[0]?.streams[0]).toMatchObject({ rows: 55, faults: sum });
  });

  test('in histories that go on in new ones', async () => {
    const faults = { dropped: 1, nulled: 0, first: 'x' };
    await toy([{ ...mapped, rows: 500 }], { map: () => faults }, { maxHistoryEvents: 100 });
    const receipt = await bench.run();
    expect(receipt.pipelines[0]?.streams[0]).toMatchObject({ rows: 500, faults: { ...faults, dropped: 50 } });
    expect((await bench.historyLengths('orders')).length).toBeGreaterThan(2);
  });

  test('and nothing is said where nothing failed', async () => {
    await toy([mapped]);
    const receipt = await bench.run();
    expect(receipt.pipelines[0]?.streams[0]).not.toHaveProperty('faults');
    expect(receipt.pipelines[0]).not.toHaveProperty('faults');
  });
});
