/** What an attempt that ended with a killed program leaves for the next one, and when there is no next one. */
import type { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { ActivityDeps } from '../../../src/activities/deps';
import { runSinger } from '../../../src/activities/run-singer';
import { MeltemiError } from '../../../src/model/errors';
import type { JsonObject } from '../../../src/model/json';
import { Redactor } from '../../../src/model/redactor';
import type { SingerHeartbeat } from '../../../src/model/singer-run';

interface Attempt {
  /** What the target confirms before the program is killed. */
  readonly confirms?: JsonObject;
  /** Null: all ends well. */
  readonly code?: 'PluginKilled' | 'PluginSilent' | 'PluginFailed' | null;
  readonly loadMethod?: string;
  /** Of the attempt before. */
  readonly left?: SingerHeartbeat;
}

async function attempt({ confirms, code = 'PluginKilled', loadMethod = 'upsert', left }: Attempt) {
  const written: JsonObject[] = [];
  const deps = {
    redactor: new Redactor(),
    faultPoint: () => undefined,
    projects: { load: () => Promise.resolve({ resolvePlugin: () => ({ settings: { load_method: loadMethod } }) }) },
    states: {
      readSinger: () => Promise.resolve({ singerState: null, notes: [] }),
      writeSinger: (_: unknown, { singerState }: { singerState: JsonObject }) => {
        written.push(singerState);
        return Promise.resolve();
      },
    },
    singerRunner: (_: unknown, __: unknown, io: { onState(state: JsonObject): void }) => {
      if (confirms !== undefined) io.onState(confirms);
      if (code === null) return Promise.resolve();
      return Promise.reject(new MeltemiError(code, 'Extractor failed: `tap-x` ended.', ''));
    },
  } as unknown as ActivityDeps;
  const environment = new MockActivityEnvironment(left === undefined ? {} : { heartbeatDetails: left });
  let heartbeat: SingerHeartbeat | undefined;
  environment.on('heartbeat', (details: SingerHeartbeat) => (heartbeat = details));
  const pipeline = { project: 'p', environment: null, stateId: 's', tap: 'tap-x', mappings: [], target: 'target-y' };
  const input = { pipeline, options: { fullRefresh: false, select: [] }, runId: 'r' };
  const failure = await environment.run(runSinger(deps), input).then(
    () => null,
    (error: unknown) => error as ApplicationFailure,
  );
  return { failure, heartbeat, written };
}

test('a killed program is tried again, and the next attempt is told', async () => {
  const { failure, heartbeat } = await attempt({});
  expect(failure).toMatchObject({ type: 'PluginKilled', nonRetryable: false });
  expect(heartbeat).toEqual({ confirmed: null, killedInVain: 1 });
});

test('a failed one is not', async () => {
  expect((await attempt({ code: 'PluginFailed' })).failure).toMatchObject({ nonRetryable: true });
});

test('ten in a row that confirmed nothing new are the end', async () => {
  const confirmed = { id: 3 };
  const ninth = await attempt({ left: { confirmed, killedInVain: 8 }, confirms: confirmed });
  expect(ninth.failure?.nonRetryable).toBe(false);
  expect(ninth.heartbeat).toEqual({ confirmed, killedInVain: 9 });
  const tenth = await attempt({ left: { confirmed, killedInVain: 9 } });
  expect(tenth.failure).toMatchObject({ type: 'PluginKilled', nonRetryable: true });
  expect(tenth.failure?.message).toContain('the last of 10 tries that came no further');
});

test('one that hangs, which takes hours each time, is given three tries', async () => {
  const second = await attempt({ code: 'PluginSilent', left: { confirmed: null, killedInVain: 1 } });
  expect(second.failure).toMatchObject({ type: 'PluginSilent', nonRetryable: false });
  const third = await attempt({ code: 'PluginSilent', left: { confirmed: null, killedInVain: 2 } });
  expect(third.failure).toMatchObject({ type: 'PluginSilent', nonRetryable: true });
  expect(third.failure?.message).toContain('the last of 3 tries that came no further: find out what it waits for');
});

test('one that came further begins the count anew', async () => {
  const { failure, heartbeat } = await attempt({
    left: { confirmed: { id: 3 }, killedInVain: 9 },
    confirms: { id: 4 },
  });
  expect(failure?.nonRetryable).toBe(false);
  expect(heartbeat).toEqual({ confirmed: { id: 4 }, killedInVain: 1 });
});

test('a confirmed state is durable, whatever comes after it', async () => {
  expect((await attempt({ confirms: { id: 3 } })).written).toEqual([{ id: 3 }]);
});

test('where each start empties the tables, a state counts when all has ended well only', async () => {
  const overwrite = { loadMethod: 'overwrite', confirms: { id: 3 } };
  const killed = await attempt(overwrite);
  expect(killed.written).toEqual([]);
  expect(killed.heartbeat).toEqual({ confirmed: null, killedInVain: 1 });
  const ended = await attempt({ ...overwrite, code: null });
  expect(ended.failure).toBeNull();
  expect(ended.written).toEqual([{ id: 3 }]);
});
