/** A stream far longer than one history may be, with the limits as they are shipped; every history of it is replayed at the end. */
import { ToyPipeline } from '../support/toy-pipeline';
import { WorkflowBench } from '../support/workflow-bench';

const bench = new WorkflowBench();

beforeAll(() => bench.start(), 60_000);
// Replays some 75,000 events.
afterAll(() => bench.stop(), 300_000);

const PAGES = 5000;
/** The server suggests a new history at 4,096 events and ends a workflow at 51,200. */
const MAX_EVENTS = 4000;

// A page takes 15 to 40 ms on two cores that also run the server.
test('5,000 pages keep every history below 4,000 events', async () => {
  const pipeline = await bench.serve((host) => new ToyPipeline([{ name: 'orders', rows: PAGES * 10 }], host));
  const handle = await bench.startRun();
  const receipt = await handle.result();
  expect(receipt.pipelines[0]?.streams[0]).toMatchObject({ pages: PAGES, rows: PAGES * 10, restarts: 0 });
  expect(pipeline.rowsOf('orders')).toHaveLength(PAGES * 10);
  const lengths = await bench.historyLengths('orders');
  expect(lengths.length).toBeGreaterThan(10);
  const parents = [await handle.describe(), await bench.client.workflow.getHandle(bench.pipelineId()).describe()];
  expect(Math.max(...lengths, ...parents.map((run) => run.historyLength))).toBeLessThan(MAX_EVENTS);
}, 600_000);
