/** Schedules on a real Temporal server: they are made equal to what is wanted, fire, do not overlap, and are steered. */
import type { ScheduleControl } from '../../../src/cli/control/control';
import { temporalSchedules } from '../../../src/cli/control/temporal-schedules';
import { scheduleTimes, type WantedSchedule } from '../../../src/model/schedule';
import type { ToyHooks } from '../../support/toy-pipeline';
import { ToyPipeline } from '../../support/toy-pipeline';
import { WorkflowBench } from '../../support/workflow-bench';

// Milliseconds. A schedule fires at whole seconds, and the server's list is behind its changes by up to a second.
jest.setTimeout(90_000);

const bench = new WorkflowBench();
beforeAll(() => bench.start(), 120_000);
afterAll(() => bench.stop());

interface Served {
  readonly control: ScheduleControl;
  readonly pipeline: ToyPipeline;
  readonly wanted: (name: string, part?: Partial<WantedSchedule>) => WantedSchedule;
  readonly environment: string;
}

async function serve(hooks: ToyHooks = {}): Promise<Served> {
  const pipeline = await bench.serve((queue) => new ToyPipeline([{ name: 'orders', rows: 5 }], queue, {}, hooks));
  const { taskQueue, client } = bench;
  const control = temporalSchedules({ client, taskQueue, project: async () => 'toy' });
  const environment = taskQueue;
  const wanted = (name: string, part: Partial<WantedSchedule> = {}): WantedSchedule => ({
    name,
    interval: '@daily',
    times: scheduleTimes('0 0 * * *'),
    timezone: 'UTC',
    pauseOnFailure: false,
    run: { job: taskQueue, environment, schedule: name },
    ...part,
  });
  return { control, pipeline, wanted, environment };
}

const each = (seconds: number): Pick<WantedSchedule, 'interval' | 'times'> => ({
  interval: `@every ${seconds}s`,
  times: { kind: 'every', seconds },
});

/** The runs that the schedule has started so far. */
async function runsOf(name: string): Promise<readonly { workflowId: string; startTime: Date; closeTime?: Date }[]> {
  const runs = [];
  const query = `WorkflowType = 'runJob' AND TaskQueue = '${bench.taskQueue}'`;
  for await (const run of bench.client.workflow.list({ query })) {
    if (run.workflowId.includes(`/${name}-`)) runs.push(run);
  }
  return runs.sort((a, b) => a.startTime.getTime() - b.startTime.getTime());
}

test('an apply creates, keeps, updates and removes, and says so before', async () => {
  const { control, wanted, environment } = await serve();
  const apply = async (schedules: readonly WantedSchedule[], dryRun = false) =>
    (await control.applySchedules({ environment, wanted: schedules, dryRun })).map(({ name, change, differences }) =>
      [name, change, ...differences].join(' '),
    );
  const two = [wanted('a'), wanted('b', { interval: '@once', times: { kind: 'never' } })];
  expect(await apply(two, true)).toEqual(['a create', 'b create']);
  expect(await apply(two)).toEqual(['a create', 'b create']);
  expect(await apply(two)).toEqual(['a keep', 'b keep']);
  const changed = [
    wanted('a', {
      interval: '0 5 L * *',
      times: scheduleTimes('0 5 L * *'),
      timezone: 'Europe/Athens',
      pauseOnFailure: true,
    }),
  ];
  await bench.until(async () => (await control.listSchedules(environment)).length === 2);
  const expected = [
    'a update interval: @daily → 0 5 L * * time zone: UTC → Europe/Athens pause on failure: false → true',
    'b remove',
  ];
  expect(await apply(changed, true)).toEqual(expected);
  expect(await apply(changed)).toEqual(expected);
  await bench.until(async () => (await control.listSchedules(environment)).length === 1);
  expect(await apply(changed)).toEqual(['a keep']);
});

test('a schedule of other hands is left alone', async () => {
  const { control, wanted, environment } = await serve();
  const action = { type: 'startWorkflow', workflowType: 'other', taskQueue: 'other' } as const;
  await bench.client.schedule.create({ scheduleId: `toy:${environment}:mine`, spec: {}, action });
  const applying = control.applySchedules({ environment, wanted: [wanted('mine')], dryRun: false });
  await expect(applying).rejects.toThrow('that Meltemi did not make');
  expect(await control.applySchedules({ environment, wanted: [], dryRun: false })).toEqual([]);
});

test('a schedule fires on time, with the input that it was given, and keeps firing after a second apply', async () => {
  const { control, wanted, environment } = await serve();
  const request = { environment, wanted: [wanted('tick', each(2))], dryRun: false };
  await control.applySchedules(request);
  await bench.until(async () => (await runsOf('tick')).length >= 1);
  await control.applySchedules(request);
  await bench.until(async () => (await runsOf('tick')).length >= 3);
  const runs = await runsOf('tick');
  for (const { workflowId, startTime } of runs) {
    const due = Date.parse(workflowId.slice(workflowId.indexOf('/tick-') + '/tick-'.length));
    // It is due at whole even seconds of the clock, and starts at once.
    expect(due % 2000).toBe(0);
    expect(startTime.getTime() - due).toBeLessThan(2000);
  }
  const [first] = await control.listSchedules(environment);
  expect(first).toMatchObject({ name: 'tick', paused: false });
  expect(first?.nextRuns.length).toBeGreaterThan(0);
  await control.applySchedules({ environment, wanted: [], dryRun: false });
});

test('a run that is on is not overlapped by the next', async () => {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const { control, wanted, environment } = await serve({ load: () => opened });
  await control.applySchedules({ environment, wanted: [wanted('slow', each(1))], dryRun: false });
  const handle = bench.client.schedule.getHandle(`toy:${environment}:slow`);
  await bench.until(async () => (await handle.describe()).info.numActionsSkippedOverlap >= 2);
  expect(await runsOf('slow')).toHaveLength(1);
  const triggered = await control.triggerSchedule({ environment, name: 'slow' });
  expect(triggered).toEqual({ workflowId: null, running: (await runsOf('slow'))[0]?.workflowId });
  open();
  await bench.until(async () => (await runsOf('slow')).length >= 2);
  const [first, second] = await runsOf('slow');
  expect(second?.startTime.getTime()).toBeGreaterThanOrEqual(first?.closeTime?.getTime() ?? Infinity);
  await control.applySchedules({ environment, wanted: [], dryRun: false });
});

test('a trigger starts a run now and answers its id; without the schedule it answers null', async () => {
  const { control, wanted, environment } = await serve();
  const ref = { environment, name: 'daily' };
  expect(await control.triggerSchedule(ref)).toBeNull();
  await control.applySchedules({ environment, wanted: [wanted('daily')], dryRun: false });
  const triggered = await control.triggerSchedule(ref);
  const receipt: unknown = await bench.client.workflow.getHandle(triggered?.workflowId ?? '').result();
  expect(receipt).toMatchObject({ outcome: 'completed', rows: 5 });
});

test('a paused schedule stays paused through an apply, and tells why', async () => {
  const { control, wanted, environment } = await serve();
  const ref = { environment, name: 'tick' };
  await control.applySchedules({ environment, wanted: [wanted('tick')], dryRun: false });
  await control.pauseSchedule(ref, 'the source moves');
  await control.applySchedules({ environment, wanted: [wanted('tick', each(1))], dryRun: false });
  await bench.until(async () => (await control.listSchedules(environment))[0]?.paused === true);
  expect(await control.listSchedules(environment)).toMatchObject([{ paused: true, note: 'the source moves' }]);
  expect(await runsOf('tick')).toEqual([]);
  await control.unpauseSchedule(ref, 'it has moved');
  await bench.until(async () => (await runsOf('tick')).length >= 1);
  await control.applySchedules({ environment, wanted: [], dryRun: false });
});

test('a backfill runs each missed time, one after the other', async () => {
  const { control, wanted, environment } = await serve();
  await control.applySchedules({ environment, wanted: [wanted('daily')], dryRun: false });
  await control.backfillSchedule({
    environment,
    name: 'daily',
    from: '2026-01-01T12:00:00Z',
    to: '2026-01-04T12:00:00Z',
  });
  await bench.until(async () => {
    const runs = await runsOf('daily');
    return runs.length === 3 && runs.every(({ closeTime }) => closeTime !== undefined && closeTime !== null);
  });
  const runs = await runsOf('daily');
  runs.slice(1).forEach(({ startTime }, index) => {
    expect(startTime.getTime()).toBeGreaterThanOrEqual(runs[index]?.closeTime?.getTime() ?? Infinity);
  });
});

test('an order to a schedule that is not there says what to do', async () => {
  const { control, environment } = await serve();
  await expect(control.pauseSchedule({ environment, name: 'none' }, '')).rejects.toThrow('meltemi schedule apply');
});
