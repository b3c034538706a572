import type { StreamProgressView } from '../../../src/model/progress';
import { streamDetails, streamTable } from '../../../src/workflows/details';

const view: StreamProgressView = {
  stream: 'public-orders',
  phase: 'running',
  pages: 3,
  rows: 1_234_567,
  extractedRows: 1_234_567,
  bytes: 21_500_000,
  seconds: 10,
  bookmark: null,
  restarts: 0,
  lastError: null,
};

test('cells of a table keep apart where the UI leaves no room between them', () => {
  const [head, , row] = streamTable([view]).split('\n');
  expect(head).toBe('| stream\u00a0\u00a0 | phase\u00a0\u00a0 | rows\u00a0\u00a0 | MB\u00a0\u00a0 | bookmark |');
  expect(row).toBe(
    '| `public-orders`\u00a0\u00a0 | running\u00a0\u00a0 | 1,234,567\u00a0\u00a0 | 21.5\u00a0\u00a0 |  |',
  );
});

test('what would end a cell or a row does not', () => {
  const rows = streamTable([{ ...view, bookmark: { replicationKey: 'key', value: 'a|b\nc' } }]).split('\n');
  expect(rows).toHaveLength(3);
  expect(rows[2]).toContain('`key = a\\|b c`');
});

test('what the policy of maps did stands in the details of a stream, and below the table', () => {
  const faults = { dropped: 2, nulled: 0, first: '`stream_maps.public-orders.total` of mapping `map-shop`' };
  const told = '2 records left out because expressions failed, first `stream_maps.public-orders.total`';
  expect(streamDetails({ ...view, faults })).toContain(told);
  expect(streamTable([{ ...view, faults }])).toContain(`\n\n- \`public-orders\`: ${told}`);
});
