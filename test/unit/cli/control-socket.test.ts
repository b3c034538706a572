/** The control socket from end to end, with a `Control` that a test can look into. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { failedError } from '../../../src/cli/cli-error';
import type {
  Control,
  FollowRequest,
  RunEvent,
  RunRequest,
  StateAsked,
  StateEdit,
} from '../../../src/cli/control/control';
import { serveControl } from '../../../src/cli/control/control-server';
import type { ServedControl } from '../../../src/cli/control/control-server';
import { createRemoteControl } from '../../../src/cli/control/remote-control';
import { controlSocketPath, socketAnswers } from '../../../src/cli/control/socket-path';
import type { JobReceipt } from '../../../src/model/receipt';
import { EMPTY_DOCUMENT } from '../../../src/model/state-document';
import type { StateDocument } from '../../../src/model/state-document';
import type { StateChange } from '../../../src/state/states';

const RECEIPT: JobReceipt = { job: 'orders', outcome: 'completed', rows: 10, bytes: 100, seconds: 1, pipelines: [] };
const STARTED: RunEvent = { event: 'started', workflowId: 'shop/orders/1', runId: 'r', uiUrl: null };
const FINISHED: RunEvent = { event: 'finished', receipt: RECEIPT };

/** Keeps runs and states in memory; a run lasts until `finish` is called. */
class MemoryControl implements Control {
  readonly requests: RunRequest[] = [];
  readonly follows: FollowRequest[] = [];
  readonly states = new Map<string, StateDocument>();
  stillFollowed = 0;
  finish: () => void = () => undefined;
  private readonly finished = new Promise<void>((resolve) => (this.finish = resolve));

  readonly run = (request: RunRequest): AsyncIterable<RunEvent> => {
    this.requests.push(request);
    return this.events();
  };
  readonly follow = (request: FollowRequest): AsyncIterable<RunEvent> => {
    this.follows.push(request);
    return this.events();
  };
  readonly cancel = async (selector: string) => ({ workflowIds: [selector] });
  readonly pause = async (): Promise<never> => {
    throw failedError('Nothing that runs is called `x`.', 'No run is on.');
  };
  readonly resume = async (selector: string) => ({ workflowIds: [selector] });
  readonly runs = async () => [];
  readonly plan = async () => ({ job: 'orders', pipelines: [] });
  readonly listStates = async () => [...this.states.keys()];
  readonly getState = async ({ stateId }: StateAsked) => ({
    document: this.states.get(stateId) ?? EMPTY_DOCUMENT,
    notes: [],
  });
  readonly changeState = async ({ stateId }: StateEdit, change: StateChange) => {
    if (change.kind === 'set') this.states.set(stateId, change.document);
    if (change.kind === 'clear') this.states.delete(stateId);
    return [change.kind];
  };

  readonly applySchedules = async () => [];
  readonly listSchedules = async () => [];
  readonly triggerSchedule = async () => null;
  readonly pauseSchedule = async () => undefined;
  readonly unpauseSchedule = async () => undefined;
  readonly backfillSchedule = async () => undefined;

  private async *events(): AsyncGenerator<RunEvent> {
    this.stillFollowed++;
    try {
      yield STARTED;
      await this.finished;
      yield FINISHED;
    } finally {
      this.stillFollowed--;
    }
  }
}

const REQUEST: RunRequest = { options: { job: 'orders' }, startKey: '1', progressEveryMs: null };

let folder: string;
let path: string;
let control: MemoryControl;
let served: ServedControl;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'meltemi-socket-'));
  path = join(folder, 'dev.sock');
  control = new MemoryControl();
  served = await serveControl(control, path);
});

afterEach(async () => {
  control.finish();
  await served.close();
  rmSync(folder, { recursive: true });
});

async function collect(events: AsyncIterable<RunEvent>): Promise<readonly RunEvent[]> {
  const seen: RunEvent[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

test('a run is followed to its end', async () => {
  const following = collect(createRemoteControl({ socketPath: path }).run(REQUEST));
  control.finish();
  expect(await following).toEqual([STARTED, FINISHED]);
  expect(control.requests).toEqual([REQUEST]);
});

test('calls pass arguments and results both ways', async () => {
  const remote = createRemoteControl({ socketPath: path });
  const document = { completed: { singer_state: { bookmarks: { orders: 'ü€' } } }, partial: {} };
  expect(await remote.getState({ stateId: 's' })).toEqual({ document: EMPTY_DOCUMENT, notes: [] });
  expect(await remote.changeState({ stateId: 's', force: false }, { kind: 'set', document })).toEqual(['set']);
  expect(await remote.getState({ stateId: 's' })).toEqual({ document, notes: [] });
  expect(await remote.listStates(null)).toEqual(['s']);
  await remote.changeState({ stateId: 's', force: true }, { kind: 'clear' });
  expect(await remote.listStates(null)).toEqual([]);
  expect(await remote.cancel('orders')).toEqual({ workflowIds: ['orders'] });
});

test('an error arrives with its reason and instruction', async () => {
  const pausing = createRemoteControl({ socketPath: path }).pause('x');
  await expect(pausing).rejects.toMatchObject({
    view: { reason: 'Nothing that runs is called `x`.', instruction: 'No run is on.' },
  });
});

test('a command that hangs up ends the following, not the run', async () => {
  for await (const event of createRemoteControl({ socketPath: path }).run(REQUEST)) {
    expect(event).toEqual(STARTED);
    break;
  }
  control.finish();
  await until(() => control.stillFollowed === 0);
});

test('a lost server is waited for, and the run found again by its id', async () => {
  const seen: RunEvent[] = [];
  const remote = createRemoteControl({ socketPath: path });
  const following = (async () => {
    for await (const event of remote.run({ ...REQUEST, progressEveryMs: 50 })) seen.push(event);
  })();
  await until(() => seen.length === 1);
  await served.close();
  control = new MemoryControl();
  served = await serveControl(control, path);
  await until(() => control.follows.length === 1);
  control.finish();
  await following;
  expect(control.follows).toEqual([{ workflowId: 'shop/orders/1', progressEveryMs: 50 }]);
  expect(control.requests).toEqual([]);
  expect(seen.map((event) => event.event)).toEqual(['started', 'notice', 'notice', 'finished']);
});

test('a server that stays away is an error that says the run is kept', async () => {
  await served.close();
  const following = collect(createRemoteControl({ socketPath: path, reconnectForSeconds: 0.1 }).run(REQUEST));
  await expect(following).rejects.toThrow('the run keeps its place in Temporal');
  served = await serveControl(control, path);
});

test('only the owner can open the socket', () => {
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a second server on the same socket is refused', async () => {
  await expect(serveControl(control, path)).rejects.toThrow('already serves');
});

test('the socket that a killed process left is replaced', async () => {
  const stale = join(folder, 'stale.sock');
  const script = `require('net').createServer().listen(${JSON.stringify(stale)}, () => process.kill(process.pid, 'SIGKILL'))`;
  expect(spawnSync(process.execPath, ['-e', script]).signal).toBe('SIGKILL');
  expect(existsSync(stale)).toBe(true);
  const other = await serveControl(control, stale);
  expect(await socketAnswers(stale)).toBe(true);
  await other.close();
});

test('a request of another version is refused with what to do', async () => {
  const answer = await new Promise<string>((resolve, reject) => {
    const request = httpRequest(
      { socketPath: path, path: '/v0/run', method: 'POST' },
      (response) => void text(response).then(resolve, reject),
    );
    request.once('error', reject).end('[]');
  });
  expect(JSON.parse(answer)).toMatchObject({
    error: { code: 'Usage', instruction: expect.stringContaining('start it again') as string },
  });
});

test('a project too deep for a socket address gets a short one', () => {
  const deep = join(folder, 'd'.repeat(100));
  mkdirSync(deep);
  expect(Buffer.byteLength(controlSocketPath(deep))).toBeLessThan(104);
  expect(controlSocketPath(deep)).toBe(controlSocketPath(deep));
  expect(controlSocketPath(folder).endsWith('/.meltemi/dev.sock')).toBe(true);
});

async function until(done: () => boolean): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!done()) {
    if (Date.now() > deadline) throw new Error('Waited five seconds in vain.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
