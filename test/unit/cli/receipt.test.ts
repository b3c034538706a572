import { colorsFor } from '../../../src/cli/output/colors';
import { receiptLines } from '../../../src/cli/output/receipt';
import type { JobReceipt, PipelineReceipt, StreamReceipt } from '../../../src/model/receipt';

const colors = colorsFor({ isTTY: false }, {});

function stream(part: Partial<StreamReceipt> & Pick<StreamReceipt, 'stream'>): StreamReceipt {
  return {
    outcome: 'completed',
    rows: 0,
    extractedRows: 0,
    bytes: 0,
    pages: 0,
    seconds: 0,
    bookmark: null,
    delivery: 'exact',
    restarts: 0,
    notes: [],
    hostQueue: null,
    ...part,
  };
}

const ORDERS = stream({
  stream: 'public-orders',
  rows: 2_000_000,
  extractedRows: 2_000_000,
  bytes: 440_100_000,
  pages: 25,
  seconds: 5.5,
  bookmark: { replicationKey: 'updated_at', value: '2026-01-02T03:04:05' },
});

function pipeline(streams: readonly StreamReceipt[], part: Partial<PipelineReceipt> = {}): PipelineReceipt {
  return {
    pipeline: {
      project: 'shop',
      environment: 'dev',
      tap: 'tap-postgres',
      mappings: ['mask'],
      target: 'target-postgres',
      stateId: 'dev:tap-postgres-to-target-postgres',
    },
    outcome: 'completed',
    rows: 2_000_010,
    bytes: 440_101_000,
    seconds: 6,
    streams,
    streamCount: streams.length,
    ...part,
  };
}

function job(pipelines: readonly PipelineReceipt[], part: Partial<JobReceipt> = {}): JobReceipt {
  return {
    job: 'orders-pipeline',
    outcome: 'completed',
    rows: 2_000_010,
    bytes: 440_101_000,
    seconds: 6.2,
    pipelines,
    ...part,
  };
}

test('a completed run lists its streams, totals and link', () => {
  const customers = stream({
    stream: 'public-customers',
    rows: 10,
    bytes: 1000,
    seconds: 0.2,
    delivery: 'exact with key',
  });
  const lines = receiptLines(job([pipeline([ORDERS, customers])]), {
    colors,
    width: Infinity,
    uiUrl: 'http://127.0.0.1:8233/run',
  });
  expect(lines.join('\n')).toBe(
    `✔ orders-pipeline completed in 6.2 s

tap-postgres → mask → target-postgres  state id dev:tap-postgres-to-target-postgres
stream                 rows     MB  seconds   rows/s  bookmark                          delivery        outcome
public-orders     2,000,000  440.1     5.50  363,636  updated_at = 2026-01-02T03:04:05  exact           completed
public-customers         10    0.0     0.20       50                                    exact with key  completed

2 streams, 2,000,010 rows, 440.1 MB, 6.2 s, 322,582 rows/s
http://127.0.0.1:8233/run`,
  );
});

test('the error of a failed stream stands before the table', () => {
  const broken = stream({
    stream: 'public-items',
    outcome: 'failed',
    seconds: 1,
    restarts: 2,
    error: { code: 'TargetRejected', message: 'Loading `items`: column `price` is too narrow.\nWiden it.' },
  });
  const failed = pipeline([broken, ORDERS], { outcome: 'failed', streamCount: 23 });
  const lines = receiptLines(job([failed], { outcome: 'failed' }), { colors, width: Infinity, uiUrl: null });
  expect(lines.join('\n')).toBe(
    `✖ orders-pipeline failed after 6.2 s

tap-postgres → mask → target-postgres  state id dev:tap-postgres-to-target-postgres
public-items: TargetRejected
  Loading \`items\`: column \`price\` is too narrow.
  Widen it.
stream              rows     MB  seconds   rows/s  bookmark                          delivery  outcome
public-items           0    0.0     1.00        0                                    exact     failed
public-orders  2,000,000  440.1     5.50  363,636  updated_at = 2026-01-02T03:04:05  exact     completed
and 21 streams more
public-items: Started over from what was loaded 2 times.

23 streams, 2,000,010 rows, 440.1 MB, 6.2 s, 322,582 rows/s`,
  );
});

test('a narrow terminal cuts names and bookmarks, not numbers', () => {
  const lines = receiptLines(job([pipeline([ORDERS])]), { colors, width: 90, uiUrl: null });
  expect(lines[4]).toBe('public-orders  2,000,000  440.1     5.50  363,636  updated_at = 2026…  exact     completed');
});

test('notes of a stream stand below the table', () => {
  const noted = stream({ stream: 'public-orders', notes: ['The ledger was ahead.'] });
  const lines = receiptLines(job([pipeline([noted])]), { colors, width: Infinity, uiUrl: null });
  expect(lines).toContain('public-orders: The ledger was ahead.');
});

test('records that a map left out are told with the stream and in the totals', () => {
  const faults = { dropped: 3, nulled: 1, first: '`stream_maps.public-orders.total` of mapping `map-shop`' };
  const lines = receiptLines(job([pipeline([{ ...ORDERS, faults }], { faults })]), { colors, width: 200, uiUrl: null });
  expect(lines).toContain(
    'public-orders: 3 records left out and 1 value made null because expressions failed, first `stream_maps.public-orders.total` of mapping `map-shop`.',
  );
  expect(lines.at(-1)).toMatch(/, 3 records left out, 1 value made null$/);
});
