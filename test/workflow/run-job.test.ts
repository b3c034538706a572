/** What the options of a run do, with the real workflows on a real server. */
import { Context } from '@temporalio/activity';
import { WorkflowFailedError } from '@temporalio/client';
import { MeltemiError } from '../../src/model/errors';
import type { JobProgressView } from '../../src/model/progress';
import type { JobStep, RunJobOptions } from '../../src/model/run';
import type { JobReceipt } from '../../src/model/receipt';
import type { RunSingerInput } from '../../src/model/singer-run';
import { ToyPipeline, type ToyHooks } from '../support/toy-pipeline';
import { WorkflowBench } from '../support/workflow-bench';

// Milliseconds: a cancelled run loads what it has extracted, on a machine that may be busy.
jest.setTimeout(60_000);

const bench = new WorkflowBench();
beforeAll(() => bench.start(), 120_000);
afterAll(() => bench.stop());

/** A stream of 60 pages that takes at least three seconds. */
async function serveSlowly(): Promise<ToyPipeline> {
  const extract = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));
  return bench.serve((queue) => new ToyPipeline([{ name: 'orders', rows: 600 }], queue, {}, { extract }));
}

let runs = 0;

async function start(options: Omit<RunJobOptions, 'job'> = {}): Promise<() => Promise<JobReceipt>> {
  const handle = await bench.client.workflow.start('runJob', {
    taskQueue: bench.taskQueue,
    workflowId: `${bench.taskQueue}-${++runs}`,
    args: [{ job: bench.taskQueue, ...options }],
  });
  return () => handle.result() as Promise<JobReceipt>;
}

async function failure(run: Promise<JobReceipt>): Promise<ReturnType<WorkflowBench['failureOf']>> {
  try {
    await run;
  } catch (error) {
    if (error instanceof WorkflowFailedError) return bench.failureOf(error);
    throw error;
  }
  throw new Error('It should have failed.');
}

async function untilLoading(pipeline: ToyPipeline): Promise<void> {
  await bench.until(() => pipeline.rowsOf('orders').length > 0);
}

test('a forced run cancels the run that holds the state id, waits for its end, and goes on from there', async () => {
  const pipeline = await serveSlowly();
  const first = await start();
  await untilLoading(pipeline);
  expect(await failure((await start())())).toMatchObject({ type: 'LockHeld' });
  const forced = await start({ force: true });
  expect(await failure(first())).toMatchObject({ type: 'Cancelled' });
  const receipt = await forced();
  expect(receipt.outcome).toBe('completed');
  expect(pipeline.rowsOf('orders')).toHaveLength(600);
});

test('a forced run that nobody stands in the way of just runs', async () => {
  await bench.serve((queue) => new ToyPipeline([{ name: 'orders', rows: 5 }], queue));
  expect(await (await start({ force: true }))()).toMatchObject({ outcome: 'completed', rows: 5 });
});

test('a run whose time is up fails and keeps what it has loaded', async () => {
  const pipeline = await serveSlowly();
  const failed = await failure((await start({ timeoutSeconds: 1 }))());
  expect(failed).toMatchObject({ type: 'TimedOut', message: expect.stringContaining('after 1 s') as string });
  const loaded = pipeline.rowsOf('orders').length;
  expect(loaded).toBeGreaterThan(0);
  expect(loaded).toBeLessThan(600);
  expect(await (await start())()).toMatchObject({ outcome: 'completed' });
  expect(pipeline.rowsOf('orders')).toHaveLength(600);
});

test('a run that ends in time is not touched by its timeout', async () => {
  await bench.serve((queue) => new ToyPipeline([{ name: 'orders', rows: 5 }], queue));
  expect(await (await start({ timeoutSeconds: 30 }))()).toMatchObject({ outcome: 'completed', rows: 5 });
});

test('a cancel by a person is told as one, also when the run has a timeout', async () => {
  const pipeline = await serveSlowly();
  const run = await start({ timeoutSeconds: 30 });
  await untilLoading(pipeline);
  await bench.client.workflow.getHandle(`${bench.taskQueue}-${runs}`).cancel();
  expect(await failure(run())).toMatchObject({ type: 'Cancelled' });
});

test('a refused job says why by itself', async () => {
  const plan = (): void => {
    throw new MeltemiError('ConfigInvalid', 'There is no job `typo`.', 'Correct the name.');
  };
  await bench.serve((queue) => new ToyPipeline([], queue, {}, { plan }));
  expect(await failure((await start())())).toMatchObject({ message: 'There is no job `typo`. Correct the name.' });
});

describe('what a job shows', () => {
  const STATUS = { name: 'MeltemiStatus', type: 'KEYWORD' } as const;
  const ROWS = { name: 'MeltemiRows', type: 'INT' } as const;

  async function startLoading() {
    const pipeline = await serveSlowly();
    pipeline.searchAttributes = true;
    const handle = await bench.startRun();
    await untilLoading(pipeline);
    const stream = async () =>
      (await handle.query<JobProgressView>('progress')).pipelines[0]?.streams.find(
        ({ stream: name }) => name === 'orders',
      );
    const attributes = async (id = handle.workflowId) =>
      (await bench.client.workflow.getHandle(id).describe()).typedSearchAttributes;
    return { pipeline, handle, stream, attributes };
  }

  test('when paused: its streams as paused, and so its status', async () => {
    const { handle, stream, attributes } = await startLoading();
    await handle.executeUpdate('pause');
    await bench.until(async () => (await stream())?.phase === 'paused');
    expect((await attributes()).get(STATUS)).toBe('paused');
    await handle.executeUpdate('resume');
    expect((await attributes()).get(STATUS)).toBe('running');
    expect((await handle.result()).rows).toBe(600);
    expect((await attributes()).get(STATUS)).toBe('completed');
  });

  test('when cancelled: its streams as cancelled, and the rows that they loaded', async () => {
    const { pipeline, handle, stream, attributes } = await startLoading();
    await handle.cancel();
    await expect(handle.result()).rejects.toThrow(WorkflowFailedError);
    const rows = pipeline.rowsOf('orders').length;
    expect(await stream()).toMatchObject({ phase: 'cancelled', rows });
    for (const id of [handle.workflowId, bench.pipelineId()]) {
      expect((await attributes(id)).get(STATUS)).toBe('cancelled');
      expect((await attributes(id)).get(ROWS)).toBe(rows);
    }
  });
});

describe('commands between the pipelines of a job', () => {
  const command = (plugin: string): JobStep => ({
    command: { project: 'toy', environment: 'dev', plugin, pluginKind: 'utilities', command: null },
  });

  async function serveSteps(
    names: readonly string[],
    run: (plugin: string, rows: number) => Promise<void> | void,
  ): Promise<ToyPipeline> {
    const pipeline = await bench.serve((queue) => {
      const hooks = { command: (plugin: string) => run(plugin, made.rowsOf('orders').length) };
      const made: ToyPipeline = new ToyPipeline([{ name: 'orders', rows: 5 }], queue, {}, hooks);
      return made;
    });
    pipeline.steps = names.map((name) => (name === 'pipeline' ? { pipeline: 0 } : command(name)));
    return pipeline;
  }

  test('run in the order of the blocks, and the receipt has their last lines', async () => {
    const seen: string[] = [];
    await serveSteps(['before', 'pipeline', 'after'], (plugin, rows) => void seen.push(`${plugin} sees ${rows} rows`));
    const receipt = await (await start())();
    expect(seen).toEqual(['before sees 0 rows', 'after sees 5 rows']);
    expect(receipt).toMatchObject({ outcome: 'completed', rows: 5 });
    expect(receipt.commands).toMatchObject([
      { command: 'before', block: 1, outcome: 'completed', lastLines: ['before is done'] },
      { command: 'after', block: 3, outcome: 'completed', lastLines: ['after is done'] },
    ]);
  });

  test('a failed one is not tried again and stops the later blocks', async () => {
    let tries = 0;
    const pipeline = await serveSteps(['bad', 'pipeline'], () => {
      tries++;
      throw new MeltemiError('CommandFailed', 'Running `bad`: the program ended with exit code 3.', '');
    });
    const failed = await failure((await start())());
    expect(failed).toMatchObject({
      type: 'CommandFailed',
      receipt: { outcome: 'failed', commands: [{ command: 'bad', block: 1, outcome: 'failed' }], pipelines: [] },
    });
    expect(tries).toBe(1);
    expect(pipeline.rowsOf('orders')).toEqual([]);
  });
});

describe('a pipeline of programs', () => {
  async function servePrograms(run: NonNullable<ToyHooks['programs']>): Promise<void> {
    const pipeline = await bench.serve(
      (queue) => new ToyPipeline([{ name: 'orders', rows: 5 }], queue, {}, { programs: run }),
    );
    pipeline.programs = true;
  }

  test('runs in one activity, and the receipt has the streams that went through', async () => {
    let runs = 0;
    await servePrograms(() => void runs++);
    const receipt = await (await start())();
    expect(receipt).toMatchObject({
      outcome: 'completed',
      rows: 5,
      pipelines: [{ streamCount: 1, streams: [{ stream: 'orders', rows: 5, delivery: 'at least once' }] }],
    });
    expect(runs).toBe(1);
  });

  test('one that fails is not tried again, and the receipt has the error', async () => {
    let runs = 0;
    await servePrograms(() => {
      runs++;
      throw new MeltemiError('PluginFailed', 'Extractor failed: `tap-toy` ended with exit code 3.', '');
    });
    expect(await failure((await start())())).toMatchObject({
      type: 'PluginFailed',
      message: expect.stringContaining('Extractor failed') as string,
      receipt: { outcome: 'failed', pipelines: [{ outcome: 'failed', error: { code: 'PluginFailed' } }] },
    });
    expect(runs).toBe(1);
  });

  test('a pause ends it, and the next one goes on from what was confirmed; the receipt has the rows of both', async () => {
    const inputs: RunSingerInput[] = [];
    const orders = { stream: 'orders', extractedRows: 2, rows: 2, bytes: 1 };
    await servePrograms(async (input) => {
      inputs.push(input);
      if (inputs.length > 1) return { streams: [{ ...orders, rows: 3 }], notes: [] };
      const context = Context.current();
      const beating = setInterval(() => context.heartbeat(), 100);
      await context.cancelled.catch(() => clearInterval(beating));
      return { streams: [orders], notes: ['stopped'], stopped: true, confirmed: { at: 2 } };
    });
    const handle = await bench.startRun();
    await bench.until(() => inputs.length === 1);
    await handle.executeUpdate('pause');
    await bench.until(async () => {
      const { raw } = await bench.client.workflow.getHandle(bench.pipelineId()).describe();
      return (raw.pendingActivities ?? []).length === 0;
    });
    expect(inputs).toHaveLength(1);
    await handle.executeUpdate('resume');
    expect(await handle.result()).toMatchObject({
      outcome: 'completed',
      rows: 5,
      pipelines: [{ streams: [{ stream: 'orders', rows: 5 }], warnings: ['stopped'] }],
    });
    expect(inputs.map(({ confirmed }) => confirmed)).toEqual([undefined, { at: 2 }]);
  });
});
