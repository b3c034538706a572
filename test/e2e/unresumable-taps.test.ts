/**
 * A tap program that cannot go on in the middle, in front of Meltemi's own targets, with real workers and a real server: whatever stops
 * it, a reader of a target sees all rows of the run before or all rows of this one, never a part.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { Client as TemporalClient, Connection, WorkflowFailedError } from '@temporalio/client';
import { Client } from 'pg';
import { TASK_QUEUE } from '../../src/model/task-queue';
import type { StreamProgressView } from '../../src/model/progress';
import { BookmarkWorkflowStore } from '../../src/temporal/bookmark-workflow-store';
import type { runJob } from '../../src/workflows';
import { each, loaded, NAMES, peopleIn, PROJECT, TAP, TARGETS } from '../support/people-project';
import type { Per, Person, Target } from '../support/people-project';
import { PluginProject } from '../support/plugin-project';
import { createDatabase, type TestDatabase } from '../support/postgres';
import { commandLine, parentsByPid } from '../support/process-tree';
import { startTemporal, type TestTemporal } from '../support/temporal';

/** A run takes seconds on a quick machine; a killed worker is noticed after 3 s, and its streams start over one after the other. */
jest.setTimeout(180_000);

const MAIN = join(__dirname, '..', '..', 'dist', 'cli', 'main.js');
const PAGE = 10;
/** Three full pages, and rows that wait in the pipe for a fourth one to be full. */
const STANDS_AFTER = 35;
const PEOPLE = 38;
/** A reader of a DuckDB file holds up who writes it, and one of a file that is added to may meet a half batch at its end. */
const WATCHED = NAMES.filter((target) => TARGETS[target].kind === 'postgres' || target === 'lines');

type Tables = Per<readonly Person[]>;

let temporal: TestTemporal;
let connection: Connection;
let client: TemporalClient;
let database: TestDatabase;
let reader: Client;
let project: PluginProject;
let worker: ChildProcess | null = null;
let people: readonly Person[] = Array.from({ length: PEOPLE }, (_, index) => ({ id: index + 1, name: 'at first' }));
let runs = 0;
/** Of the last watch: a test that fails does not come to its end. */
let stopWatching: () => Promise<unknown> = () => Promise.resolve();

beforeAll(async () => {
  temporal = await startTemporal();
  database = await createDatabase('unresumable');
  project = new PluginProject({ 'meltano.yml': PROJECT, 'people.json': JSON.stringify(people) });
  project.writeExecutable('bin/people', TAP);
  connection = await Connection.connect({ address: temporal.address });
  client = new TemporalClient({ connection });
  reader = new Client(database.url);
  await reader.connect();
  startWorker();
  expect(await ends(await startRuns())).toEqual(each(() => 'completed'));
  expect(await tables()).toEqual(each(() => people));
  // A table under a view stays, and its rows are exchanged; without one a new table takes its place.
  await reader.query('create view viewed.names as select name from viewed.people');
});

afterEach(() => stopWatching());

afterAll(async () => {
  worker?.kill('SIGKILL');
  await reader?.end();
  await connection?.close();
  await temporal?.stop();
  await database?.drop();
  project?.remove();
});

function startWorker(): void {
  const env = {
    TEMPORAL_ADDRESS: temporal.address,
    PG_URL: database.url,
    MELTEMI_PAGE_ROWS: String(PAGE),
    MELTEMI_HEARTBEAT_SECONDS: '3',
  };
  worker = spawn(process.execPath, [MAIN, 'worker'], {
    cwd: project.folder,
    env: { ...process.env, ...env },
    stdio: 'ignore',
  });
}

async function perTarget<Value>(value: (target: Target) => Promise<Value>): Promise<Per<Value>> {
  const values = new Map(await Promise.all(NAMES.map(async (target) => [target, await value(target)] as const)));
  return each((target) => values.get(target) as Value);
}

/** A run into each target, side by side. */
const startRuns = () =>
  perTarget((target) =>
    client.workflow.start<typeof runJob>('runJob', {
      workflowId: `people/${target}/${String(++runs)}`,
      taskQueue: TASK_QUEUE,
      args: [['tap-people', `target-${target}`]],
      // A run that hangs fails by itself, before the test's time is over.
      workflowExecutionTimeout: '100s',
    }),
  );

type Runs = Awaited<ReturnType<typeof startRuns>>;

/** `completed`, or what the run failed with. */
const ends = (started: Runs) =>
  perTarget(async (target) => {
    try {
      return (await started[target].result()).outcome;
    } catch (error) {
      if (!(error instanceof WorkflowFailedError)) throw error;
      return error.cause?.message ?? '';
    }
  });

const stateId = (target: Target): string => `dev:tap-people-to-target-${target}`;

const states = () =>
  perTarget((target) => new BookmarkWorkflowStore(client, TASK_QUEUE).read('people', stateId(target)));

async function tables(): Promise<Tables> {
  const found = new Map<Target, readonly Person[]>();
  for (const target of NAMES) found.set(target, await peopleIn(target, project.folder, reader));
  return each((target) => found.get(target) ?? []);
}

const after = (before: Tables): Tables => each((target) => loaded(target, before[target], people));

const order = (name: string, text = ''): void => project.write(name, text);
const forget = (name: string): void => rmSync(join(project.folder, name), { force: true });

/** Removes rows, changes rows, and adds rows in front, where they are among the first that are read. */
function change(name: string): void {
  const next = Math.max(...people.map(({ id }) => id)) + 1;
  const kept = people.filter((_, index) => index % 8 !== 7);
  const changed = kept.map((person) => (person.id % 2 === 0 ? { ...person, name } : person));
  const added = Array.from({ length: PEOPLE - kept.length }, (_, index) => ({ id: next + index, name }));
  people = [...added, ...changed];
  order('people.json', JSON.stringify(people));
}

const taps = (): readonly number[] =>
  [...parentsByPid().keys()].filter((pid) =>
    commandLine(pid).startsWith(`${process.execPath} ${join(project.folder, 'bin', 'people')}`),
  );

async function isStanding(target: Target): Promise<boolean> {
  const stream = client.workflow.getHandle(`people/${stateId(target)}/people`);
  // It is not there at first, and then it cannot be asked for a moment.
  const view = await stream.query<StreamProgressView>('progress').catch(() => null);
  return view?.phase === 'running' && view.rows === STANDS_AFTER - (STANDS_AFTER % PAGE);
}

/** Runs whose taps stand still, once the targets have taken all full pages. */
async function startStanding(): Promise<Runs> {
  for (const name of ['go', 'fail']) forget(name);
  order('stop', String(STANDS_AFTER));
  const started = await startRuns();
  const deadline = Date.now() + 60_000;
  for (const target of NAMES) {
    while (!(await isStanding(target))) {
      if (Date.now() > deadline) throw new Error(`The run into ${target} has not come to its place in a minute.`);
      await sleep(200);
    }
  }
  expect(taps()).toHaveLength(NAMES.length);
  return started;
}

type Seen = Readonly<Record<string, readonly (readonly Person[])[]>>;

/** Reads again and again until the answer is called, which tells what each target was, one after the other. */
async function watch(): Promise<() => Promise<Seen>> {
  const own = new Client(database.url);
  await own.connect();
  const seen = new Map<Target, (readonly Person[])[]>(WATCHED.map((target) => [target, []]));
  let ending = false;
  const reading = (async () => {
    while (!ending) {
      for (const [target, versions] of seen) {
        const rows = await peopleIn(target, project.folder, own);
        if (!isDeepStrictEqual(rows, versions.at(-1))) versions.push(rows);
      }
      await sleep(50);
    }
  })().finally(() => own.end());
  // A failure is told to who asks for the answer.
  reading.catch(() => undefined);
  const answer = async (): Promise<Seen> => {
    ending = true;
    await reading;
    return Object.fromEntries(seen);
  };
  stopWatching = answer;
  return answer;
}

/** For each target that is watched, what it was, one after the other. */
const history = (...versions: readonly Tables[]): Seen =>
  Object.fromEntries(WATCHED.map((target) => [target, versions.map((version) => version[target])]));

test('while the tap stands still in the midst, a reader sees the rows of the run before, and then those of this run at once', async () => {
  const before = await tables();
  change('changed while it stood');
  const seen = await watch();
  const started = await startStanding();
  expect(await tables()).toEqual(before);
  order('go');
  expect(await ends(started)).toEqual(each(() => 'completed'));
  expect(await tables()).toEqual(after(before));
  expect(await seen()).toEqual(history(before, after(before)));
});

test.each([
  ['a tap that fails', 'the source is gone', () => Promise.resolve(order('fail'))],
  ['a run that is cancelled', 'Workflow canceled', (started: Runs) => perTarget((target) => started[target].cancel())],
])('%s in the midst leaves the rows and the state of the run before', async (what, message, stop) => {
  const [before, state] = [await tables(), await states()];
  change(`changed before ${what}`);
  const seen = await watch();
  const started = await startStanding();
  await stop(started);
  expect(await ends(started)).toEqual(each<unknown>(() => expect.stringContaining(message)));
  // A tap hears of a cancel with the next heartbeat.
  while (taps().length > 0) await sleep(50);
  expect(await tables()).toEqual(before);
  expect(await states()).toEqual(state);
  expect(await seen()).toEqual(history(before));
});

test.each([
  ['a killed worker', () => worker?.kill('SIGKILL'), startWorker],
  ['a killed tap', () => taps().forEach((pid) => process.kill(pid, 'SIGKILL')), () => undefined],
])(
  '%s in the midst is followed by one that reads everything again, and nothing else is left',
  async (victim, kill, restart) => {
    const before = await tables();
    change(`changed before ${victim}`);
    const seen = await watch();
    const started = await startStanding();
    const first = taps();
    // Of the rows that are loaded aside some are gone now, and some are others: they must not come with the next reading.
    people = people.slice(2);
    change(`changed after ${victim}`);
    forget('stop');
    kill();
    while (taps().some((pid) => first.includes(pid))) await sleep(20);
    restart();
    expect(await ends(started)).toEqual(each(() => 'completed'));
    expect(await tables()).toEqual(after(before));
    expect(await seen()).toEqual(history(before, after(before)));
  },
);
