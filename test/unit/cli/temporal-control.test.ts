/** The `Control` on a real Temporal server, with the real workflows over sources and targets that are arrays. */
import type { Control, RunEvent, RunRequest } from '../../../src/cli/control/control';
import { createTemporalControl } from '../../../src/cli/control/temporal-control';
import { MeltemiError } from '../../../src/model/errors';
import { EMPTY_DOCUMENT } from '../../../src/model/state-document';
import type { ToyHooks, ToyPipeline } from '../../support/toy-pipeline';
import { durableStates } from '../../support/states';
import { ToyPipeline as Toy } from '../../support/toy-pipeline';
import { WorkflowBench } from '../../support/workflow-bench';

// Milliseconds. Every test here waits on several servers, and on a busy machine that takes its time.
jest.setTimeout(90_000);

const bench = new WorkflowBench();
beforeAll(() => bench.start(), 120_000);
afterAll(() => bench.stop());

interface Served {
  readonly control: Control;
  readonly job: string;
  readonly stateId: string;
  readonly request: (part?: Partial<RunRequest>) => RunRequest;
}

let keys = 0;

async function serve(hooks: ToyHooks = {}, rows = 30): Promise<Served> {
  const make = (queue: string): ToyPipeline => new Toy([{ name: 'orders', rows }], queue, {}, hooks);
  await bench.serve(make);
  const stateId = bench.pipelineId().slice('toy/'.length);
  const job = stateId.slice('dev:'.length);
  const control = createTemporalControl({
    client: bench.client,
    project: async () => 'toy',
    taskQueue: job,
    uiAddress: 'http://ui',
    check: async () => undefined,
    plan: async () => ({ job, pipelines: [] }),
    states: durableStates(bench.client, job),
  });
  const request = (part: Partial<RunRequest> = {}): RunRequest => ({
    options: { job },
    startKey: `key-${++keys}`,
    progressEveryMs: null,
    ...part,
  });
  return { control, job, stateId, request };
}

async function collect(events: AsyncIterable<RunEvent>): Promise<readonly RunEvent[]> {
  const seen: RunEvent[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

/** Follows until an event fits, then stops following. */
async function waitFor(events: AsyncIterable<RunEvent>, fits: (event: RunEvent) => boolean): Promise<RunEvent> {
  for await (const event of events) if (fits(event)) return event;
  throw new Error('The run ended before that.');
}

/** A gate that loads wait at until it is opened; `reached` settles when the first does. */
function gate(): { open: () => void; reached: Promise<void>; hooks: ToyHooks } {
  let open: () => void = () => undefined;
  let reach: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const load = (): Promise<void> => {
    reach();
    return opened;
  };
  return { open, reached, hooks: { load } };
}

test('a run ends with its receipt, and its link names the run', async () => {
  const { control, job, request } = await serve();
  const events = await collect(control.run(request({ startKey: 'k' })));
  expect(events.map((event) => event.event)).toEqual(['started', 'finished']);
  expect(events[0]).toMatchObject({ workflowId: `toy/${job}/k` });
  expect(events[0]).toMatchObject({
    uiUrl: expect.stringContaining(`http://ui/namespaces/default/workflows/toy%2F${job}%2Fk/`) as string,
  });
  expect(events[1]).toMatchObject({ receipt: { job, outcome: 'completed', rows: 30 } });
});

test('the same request sent twice starts one run', async () => {
  const { control, request } = await serve();
  const same = request();
  const [first, second] = await Promise.all([collect(control.run(same)), collect(control.run(same))]);
  expect(second).toEqual(first);
  expect(await control.runs(10)).toHaveLength(1);
});

test('progress tells the rows of a running stream', async () => {
  const { open, hooks } = gate();
  const { control, stateId, request } = await serve(hooks);
  const events = control.run(request({ progressEveryMs: 50 }));
  const event = await waitFor(
    events,
    (seen) => seen.event === 'progress' && seen.progress.pipelines[0]?.streams[0]?.phase === 'running',
  );
  expect(event).toMatchObject({
    progress: { pipelines: [{ stateId, streams: [{ stream: 'orders', phase: 'running', rows: 0 }] }] },
  });
  open();
});

test('a load that is tried again is told with its attempt and reason', async () => {
  const hooks: ToyHooks = {
    load: (_stream, _seq, attempt) => {
      if (attempt < 4) throw new MeltemiError('TargetUnavailable', 'The target is down.', 'Wait.');
    },
  };
  const { control, stateId, request } = await serve(hooks, 5);
  const events = control.run(request({ progressEveryMs: 50 }));
  const event = await waitFor(
    events,
    (seen) => seen.event === 'progress' && seen.retries.some(({ startsAt }) => startsAt !== null),
  );
  expect(event).toMatchObject({
    retries: [
      {
        stream: 'orders',
        stateId,
        activity: 'loadBatch',
        startsAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
        reason: 'The target is down. Wait.',
      },
    ],
  });
});

test('a failed stream ends the run with its code and the receipt', async () => {
  const hooks: ToyHooks = {
    load: () => {
      throw new MeltemiError('TargetRejected', 'Column too narrow.', 'Widen it.');
    },
  };
  const { control, request } = await serve(hooks);
  const events = await collect(control.run(request()));
  expect(events.at(-1)).toMatchObject({
    event: 'failed',
    code: 'StreamsFailed',
    receipt: { outcome: 'failed', pipelines: [{ streams: [{ stream: 'orders', error: { code: 'TargetRejected' } }] }] },
  });
});

test('a run of a state id that is in use fails and names the holder', async () => {
  const { open, hooks } = gate();
  const { control, stateId, request } = await serve(hooks);
  const first = collect(control.run(request()));
  await until(async () => (await control.runs(5)).some((run) => run.stateIds.length > 0));
  expect((await collect(control.run(request()))).at(-1)).toMatchObject({
    event: 'failed',
    code: 'LockHeld',
    message: expect.stringContaining(`toy/${stateId}`) as string,
  });
  open();
  await first;
});

test('a run is paused and resumed by its job', async () => {
  const { open, hooks } = gate();
  const { control, job, stateId, request } = await serve(hooks);
  const running = collect(control.run(request()));
  await until(async () => (await control.runs(5)).some((run) => run.stateIds.includes(stateId)));
  const paused = await control.pause(job);
  expect(paused.workflowIds).toHaveLength(1);
  open();
  const isPaused = (event: RunEvent): boolean =>
    event.event === 'progress' && event.progress.pipelines[0]?.paused === true;
  await waitFor(control.follow({ workflowId: paused.workflowIds[0] ?? '', progressEveryMs: 50 }), isPaused);
  await control.resume(job);
  expect((await running).at(-1)).toMatchObject({ event: 'finished', receipt: { rows: 30 } });
});

test('a run is cancelled by its workflow id, and its last progress tells what it had loaded', async () => {
  const { open, reached, hooks } = gate();
  const { control, request } = await serve(hooks, 1000);
  const events: RunEvent[] = [];
  const running = (async () => {
    for await (const event of control.run(request())) events.push(event);
  })();
  await reached;
  const [started] = events;
  if (started?.event !== 'started') throw new Error('It should have started.');
  await control.cancel(started.workflowId);
  open();
  await running;
  expect(events.at(-1)).toMatchObject({ event: 'failed', code: 'Cancelled' });
  const last = events.at(-2);
  const stream = last?.event === 'progress' ? last.progress.pipelines[0]?.streams[0] : undefined;
  expect(stream?.phase).toBe('cancelled');
  // At least the page whose load was under way, at most the few that had been extracted meanwhile.
  expect(stream?.rows).toBeGreaterThanOrEqual(10);
  expect(stream?.rows).toBeLessThan(100);
});

test('a name that nothing has is refused with the names of what runs', async () => {
  const { open, hooks } = gate();
  const { control, request } = await serve(hooks);
  const running = collect(control.run(request({ startKey: 'named' })));
  await until(async () => (await control.runs(5)).length > 0);
  await expect(control.cancel('ordres')).rejects.toThrow(/Nothing that runs is called `ordres`.*toy\/job-\d+\/named/);
  open();
  await running;
});

test('runs are listed with status, state id and duration, newest first', async () => {
  const { control, job, stateId, request } = await serve();
  await collect(control.run(request({ startKey: 'a' })));
  await collect(control.run(request({ startKey: 'b' })));
  await until(async () =>
    (await control.runs(5)).every((run) => run.status === 'completed' && run.stateIds.length === 1),
  );
  const runs = await control.runs(5);
  expect(runs.map((run) => run.workflowId)).toEqual([`toy/${job}/b`, `toy/${job}/a`]);
  expect(runs[0]).toMatchObject({ job, stateIds: [stateId], status: 'completed', rows: null });
  expect(await control.runs(1)).toHaveLength(1);
});

describe('the state of a state id', () => {
  const orders = { replication_key: 'id', replication_key_value: 20 };
  const document = { completed: { singer_state: { bookmarks: { orders } } }, partial: {} };

  test('is set, listed, read and cleared', async () => {
    const { control, stateId } = await serve();
    const edit = { stateId, force: false };
    expect(await control.getState(edit)).toEqual({ document: EMPTY_DOCUMENT, notes: [] });
    await control.changeState(edit, { kind: 'set', document });
    expect(await control.getState(edit)).toEqual({ document, notes: [] });
    await until(async () => (await control.listStates(null)).includes(stateId));
    await control.changeState(edit, { kind: 'clear' });
    expect(await control.getState(edit)).toEqual({ document: EMPTY_DOCUMENT, notes: [] });
    expect(await control.listStates(null)).not.toContain(stateId);
  });

  test('is not edited under a run unless forced', async () => {
    const { open, hooks } = gate();
    const { control, stateId, request } = await serve(hooks);
    const running = collect(control.run(request()));
    await until(async () => (await control.runs(5)).some((run) => run.stateIds.includes(stateId)));
    await expect(control.changeState({ stateId, force: false }, { kind: 'clear' })).rejects.toThrow(
      `in use by the running workflow \`toy/${stateId}\``,
    );
    await control.changeState({ stateId, force: true }, { kind: 'set', document });
    expect((await control.getState({ stateId })).document).toEqual(document);
    open();
    await running;
  });
});

test('a run that no worker takes says so', async () => {
  const { job } = await serve();
  const control = createTemporalControl({
    client: bench.client,
    project: async () => 'toy',
    taskQueue: `${job}-nobody`,
    uiAddress: null,
    check: async () => undefined,
    plan: async () => ({ job, pipelines: [] }),
    states: durableStates(bench.client, job),
  });
  const events = control.run({ options: { job }, startKey: 'lonely', progressEveryMs: 200 });
  const notice = await waitFor(events, (event) => event.event === 'notice');
  expect(notice).toMatchObject({ message: expect.stringContaining('No worker listens') as string });
  await bench.client.workflow.getHandle(`toy/${job}/lonely`).terminate();
});

async function until(done: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await done())) {
    if (Date.now() > deadline) throw new Error('Waited twenty seconds in vain.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
