import { reconcile } from '../../../src/model/reconcile';
import type { Head, ReconcileRequest } from '../../../src/model/reconcile';

const bookmark = (value: number) => ({ replicationKey: 'id', value });
const head: Head = {
  epoch: 4,
  runId: 'run-1',
  seq: 7,
  rows: 700,
  position: { kind: 'cursor', cursor: ['7'] },
  bookmark: bookmark(7),
  editId: null,
};
const request: ReconcileRequest = {
  head,
  known: { bookmark: bookmark(7), runId: 'run-1', seq: 7 },
  runId: 'run-2',
  incremental: true,
  fullRefresh: false,
  restart: false,
};

test('the epoch is always raised', () => {
  expect(reconcile(request).epoch).toBe(5);
  expect(reconcile({ ...request, head: null }).epoch).toBe(1);
  expect(reconcile({ ...request, runId: 'run-1' }).epoch).toBe(5);
});

test('a run that goes on starts behind its last batch', () => {
  expect(reconcile({ ...request, runId: 'run-1' })).toMatchObject({
    seq: 7,
    rows: 700,
    position: head.position,
    note: null,
  });
});

test('a run that must start over forgets its last batch', () => {
  const start = reconcile({ ...request, runId: 'run-1', restart: true });
  expect(start).toMatchObject({ seq: 0, rows: 0, position: { kind: 'start' } });
});

test('equal bookmarks are not worth a note', () => {
  expect(reconcile(request)).toMatchObject({ seq: 0, bookmark: bookmark(7), note: null });
});

test('a ledger that is ahead wins and says so', () => {
  const start = reconcile({ ...request, known: { bookmark: bookmark(5), runId: 'run-1', seq: 5 } });
  expect(start.position).toEqual({ kind: 'start', bookmark: bookmark(7) });
  expect(start.note).toContain('ledger id=7, bookmarks id=5');
});

test('an edit by a person wins over the ledger', () => {
  const start = reconcile({ ...request, known: { bookmark: bookmark(2), editId: 'e1' } });
  expect(start).toMatchObject({ bookmark: bookmark(2), editId: 'e1', note: null });
});

test('an edit that the ledger has taken up does not win again', () => {
  const start = reconcile({
    ...request,
    head: { ...head, editId: 'e1' },
    known: { bookmark: bookmark(2), editId: 'e1' },
  });
  expect(start.bookmark).toEqual(bookmark(7));
});

test('a state cleared by a person starts from nothing', () => {
  expect(reconcile({ ...request, known: { bookmark: null, editId: 'e2' } })).toMatchObject({
    bookmark: null,
    editId: 'e2',
  });
});

test('without a ledger the bookmarks count', () => {
  expect(reconcile({ ...request, head: null }).bookmark).toEqual(bookmark(7));
});

test('full tables and full refreshes start from nothing', () => {
  expect(reconcile({ ...request, incremental: false }).bookmark).toBeNull();
  expect(reconcile({ ...request, fullRefresh: true }).bookmark).toBeNull();
});

test('a state that was taken over wins where it is further than the ledger, and loses where it is behind', () => {
  const seeded = (value: number) => reconcile({ ...request, known: { bookmark: bookmark(value), seeded: true } });
  expect(seeded(9)).toMatchObject({ bookmark: bookmark(9), note: null });
  expect(seeded(5).bookmark).toEqual(bookmark(7));
});
