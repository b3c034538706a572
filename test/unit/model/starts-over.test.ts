import { startsOver, type EndingHead } from '../../../src/model/reconcile';

const head: EndingHead = {
  ...{ epoch: 3, runId: 'run-1', seq: 2, rows: 20, position: { kind: 'end' }, bookmark: null, editId: null },
  finished: true,
};
const request = { restart: true, runId: 'run-1', stream: { resumable: false } };

test.each<[string, boolean, typeof request, EndingHead | null]>([
  ['a stream without a head starts over', true, request, null],
  ['a stream in the midst of its run starts over', true, request, { ...head, finished: false }],
  [
    'a stream whose finish dropped what was staged starts over',
    true,
    request,
    { ...head, position: { kind: 'start', bookmark: null } },
  ],
  ['a stream that another run finished starts over', true, request, { ...head, runId: 'run-0' }],
  ['a stream whose rows are in their place does not', false, request, head],
  ['a stream that is resumable does not', false, { ...request, stream: { resumable: true } }, null],
  ['a stream that nobody asks to does not', false, { ...request, restart: false }, null],
])('%s', (_, expected, asked, known) => {
  expect(startsOver(asked, known)).toBe(expected);
});
