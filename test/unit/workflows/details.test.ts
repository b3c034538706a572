import type { StreamProgressView } from '../../../src/model/progress';
import { streamTable } from '../../../src/workflows/details';

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
