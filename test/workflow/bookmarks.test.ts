import { BookmarkWorkflowStore, bookmarksWorkflowId } from '../../src/temporal/bookmark-workflow-store';
import { ToyPipeline } from '../support/toy-pipeline';
import { WorkflowBench } from '../support/workflow-bench';

const bench = new WorkflowBench();
const bookmark = (value: number) => ({ replicationKey: 'id', value });
let store: BookmarkWorkflowStore;

beforeAll(async () => {
  await bench.start();
  await bench.serve((queue) => new ToyPipeline([], queue));
  store = new BookmarkWorkflowStore(bench.client, bench.taskQueue);
}, 120_000);
afterAll(() => bench.stop());

test('a state id that was never written is empty', async () => {
  expect(await store.read('toy', 'dev:never')).toEqual({ streams: {} });
});

test('what a run writes is read back, and a late write of the same run changes nothing', async () => {
  await store.merge('toy', 'dev:a', { runId: 'r1', streams: { orders: { bookmark: bookmark(5), seq: 5 } } });
  await store.merge('toy', 'dev:a', { runId: 'r1', streams: { orders: { bookmark: bookmark(3), seq: 3 } } });
  expect((await store.read('toy', 'dev:a')).streams['orders']).toEqual({ bookmark: bookmark(5), runId: 'r1', seq: 5 });
});

test('people set and clear a state, and a wrong one is refused', async () => {
  await store.merge('toy', 'dev:b', { runId: 'r1', streams: { orders: { bookmark: bookmark(5), seq: 5 } } });
  const handle = bench.client.workflow.getHandle(bookmarksWorkflowId('toy', 'dev:b'));
  const edit = { streams: { items: { bookmark: bookmark(9) } }, editId: 'e1' };
  await handle.executeUpdate('set', { args: [edit] });
  expect(await store.read('toy', 'dev:b')).toEqual({
    streams: { items: { bookmark: bookmark(9), editId: 'e1' } },
    editId: 'e1',
    changedAtMs: expect.any(Number) as number,
  });
  const wrong = { streams: { items: { bookmark: { value: 1 } } }, editId: 'e2' };
  await expect(handle.executeUpdate('set', { args: [wrong] })).rejects.toThrow('Workflow Update failed');
  await handle.executeUpdate('clear', { args: [{ editId: 'e3' }] });
  expect(await store.read('toy', 'dev:b')).toMatchObject({ streams: {}, editId: 'e3' });
});
