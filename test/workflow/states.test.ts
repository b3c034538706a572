/** The durable states beside a state backend of files, on a real Temporal server. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stateDocument } from '../../src/model/bookmarks';
import type { States } from '../../src/state/states';
import { durableStates } from '../support/states';
import { ToyPipeline } from '../support/toy-pipeline';
import { WorkflowBench } from '../support/workflow-bench';

const bench = new WorkflowBench();
const folder = mkdtempSync(join(tmpdir(), 'meltemi-states-'));
let states: States;
let ids = 0;

beforeAll(async () => {
  await bench.start();
  await bench.serve((queue) => new ToyPipeline([], queue));
  states = durableStates(bench.client, bench.taskQueue, { uri: `file://${folder}` });
}, 120_000);
afterAll(async () => {
  await bench.stop();
  rmSync(folder, { recursive: true, force: true });
});

const singer = (value: number) => ({ replication_key: 'id', replication_key_value: value });
const documentOf = (value: number) => ({
  completed: { singer_state: { bookmarks: { orders: singer(value) } } },
  partial: {},
});

function newAddress() {
  return { project: 'toy', environment: null, stateId: `dev:${++ids}` };
}

function fileOf(stateId: string): string {
  return join(folder, stateId, 'state.json');
}

/** As Meltano would write it: another program, at another time. */
function writeFile(stateId: string, value: number, atMs = Date.now()): void {
  mkdirSync(join(folder, stateId), { recursive: true });
  writeFileSync(fileOf(stateId), JSON.stringify(documentOf(value)));
  utimesSync(fileOf(stateId), atMs / 1000, atMs / 1000);
}

function readFile(stateId: string): unknown {
  return JSON.parse(readFileSync(fileOf(stateId), 'utf8'));
}

const load = (address: ReturnType<typeof newAddress>, value: number) =>
  states.writeLoaded(address, {
    runId: `run-${value}`,
    streams: { orders: { bookmark: { replicationKey: 'id', value }, seq: 1 } },
  });

test('the first run starts from what the backend has, and a look changes nothing', async () => {
  const address = newAddress();
  writeFile(address.stateId, 5);
  expect(stateDocument((await states.view(address)).state)).toEqual(documentOf(5));
  expect(await durableStates(bench.client, bench.taskQueue).list('toy')).not.toContain(address.stateId);
  expect(await states.list('toy')).toContain(address.stateId);
  const { state, notes } = await states.take(address);
  expect(state.streams).toEqual({ orders: { bookmark: { replicationKey: 'id', value: 5 }, seeded: true } });
  expect(notes).toEqual([]);
});

test('what a run loaded is copied, once, and the lock is gone', async () => {
  const address = newAddress();
  await load(address, 7);
  expect(existsSync(fileOf(address.stateId))).toBe(false);
  expect(await states.mirror(address)).toEqual([]);
  expect(readFile(address.stateId)).toEqual(documentOf(7));
  writeFileSync(fileOf(address.stateId), 'untouched');
  expect(await states.mirror(address)).toEqual([]);
  expect(readFileSync(fileOf(address.stateId), 'utf8')).toBe('untouched');
});

test('what another program wrote in between is taken over, and wins over the ledger', async () => {
  const address = newAddress();
  await load(address, 7);
  await states.mirror(address);
  writeFile(address.stateId, 4);
  const { state, notes } = await states.take(address);
  expect(state.streams['orders']).toMatchObject({ bookmark: { value: 4 }, editId: expect.any(String) as string });
  expect(notes).toEqual([expect.stringContaining('was changed by another program') as string]);
  expect((await states.take(address)).notes).toEqual([]);
});

test('a copy that could not be written loses against the durable state, and is made good', async () => {
  const address = newAddress();
  await load(address, 7);
  await states.mirror(address);
  await load(address, 8);
  expect(stateDocument((await states.take(address)).state)).toEqual(documentOf(8));
  await states.mirror(address);
  expect(readFile(address.stateId)).toEqual(documentOf(8));
});

test('a person sets, merges and clears both', async () => {
  const address = newAddress();
  expect(await states.change(address, { kind: 'set', document: documentOf(3) })).toEqual([]);
  expect(readFile(address.stateId)).toEqual(documentOf(3));
  const partial = { singer_state: { bookmarks: { items: { v: 1 } } } };
  await states.change(address, { kind: 'merge', partial });
  expect(readFile(address.stateId)).toEqual({ ...documentOf(3), partial });
  await states.change(address, { kind: 'clear' });
  expect(existsSync(join(folder, address.stateId))).toBe(false);
  expect(await states.list('toy')).not.toContain(address.stateId);
});

test('a merge comes over what only the backend has', async () => {
  const address = newAddress();
  writeFile(address.stateId, 5);
  const partial = { singer_state: { bookmarks: { items: { v: 1 } } } };
  await states.change(address, { kind: 'merge', partial });
  expect(readFile(address.stateId)).toEqual({ ...documentOf(5), partial });
});

test('a state that only the backend has is cleared there', async () => {
  const address = newAddress();
  writeFile(address.stateId, 5);
  await states.change(address, { kind: 'clear' });
  expect(existsSync(fileOf(address.stateId))).toBe(false);
  expect(stateDocument((await states.take(address)).state).completed).toEqual({});
});

test('to clear an unknown state id makes no state', async () => {
  const address = newAddress();
  await states.change(address, { kind: 'clear' });
  expect(existsSync(join(folder, address.stateId))).toBe(false);
});

test('a backend that is away stops a first run, and costs a known state a note', async () => {
  writeFileSync(join(folder, 'a file'), '');
  const away = durableStates(bench.client, bench.taskQueue, { uri: `file://${join(folder, 'a file')}/states` });
  const address = newAddress();
  const notes = await away.change(address, { kind: 'set', document: documentOf(1) });
  expect(notes).toEqual([expect.stringContaining('is kept, but was not copied to the state backend') as string]);
  expect(stateDocument((await away.take(address)).state)).toEqual(documentOf(1));
});

test('a Singer process reads the merged state, and writes it whole or in parts', async () => {
  const address = newAddress();
  expect(await states.readSinger(address)).toEqual({ singerState: null, notes: [] });
  const write = { runId: 'r', seq: 1, singerState: { bookmarks: { s: { id: 1 } } }, strategy: 'overwrite' } as const;
  await states.writeSinger(address, write);
  await states.writeSinger(address, {
    ...write,
    seq: 2,
    singerState: { bookmarks: { t: { id: 2 } } },
    strategy: 'merge',
  });
  await states.writeSinger(address, { ...write, seq: 1, singerState: {} });
  expect((await states.readSinger(address)).singerState).toEqual({ bookmarks: { s: { id: 1 }, t: { id: 2 } } });
});

test('an update that does not fit is refused and leaves the state as it was', async () => {
  const address = newAddress();
  await states.change(address, { kind: 'merge', partial: { n: 1 } });
  await expect(states.change(address, { kind: 'merge', partial: { n: { k: 1 } } })).rejects.toThrow('Update failed');
  expect(stateDocument((await states.take(address)).state).partial).toEqual({ n: 1 });
});
