import { parseCron } from '../../../src/model/cron';
import { scheduleTimes } from '../../../src/model/schedule';

const all = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const EVERY_DAY = { daysOfMonth: null, daysOfWeek: null };

test.each([
  ['0 5 * * *', { minutes: [0], hours: [5], months: all(1, 12), ...EVERY_DAY }],
  ['*/15 * * * *', { minutes: [0, 15, 30, 45], hours: all(0, 23), ...EVERY_DAY }],
  ['5/20 22-2 * * *', { minutes: [5, 25, 45], hours: [0, 1, 2, 22, 23] }],
  ['1,3-5,59 0-23/6 * * *', { minutes: [1, 3, 4, 5, 59], hours: [0, 6, 12, 18] }],
  ['0 0 1 JAN-MAR *', { daysOfMonth: { days: [1], last: false }, months: [1, 2, 3] }],
  ['0 0 1 nov-feb *', { months: [1, 2, 11, 12] }],
  ['0 0 ? * 1', { daysOfMonth: null, daysOfWeek: [{ day: 1, week: null }] }],
  ['0 0 15,L * *', { daysOfMonth: { days: [15], last: true } }],
  ['0 0 * * FRI-MON', { daysOfWeek: [0, 1, 5, 6].map((day) => ({ day, week: null })) }],
  ['0 0 * * 5-7', { daysOfWeek: [0, 5, 6].map((day) => ({ day, week: null })) }],
  ['0 0 * * 7,0', { daysOfWeek: [{ day: 0, week: null }] }],
  ['0 0 * * MON#2', { daysOfWeek: [{ day: 1, week: 2 }] }],
  [
    '0 0 * * L5,lmon',
    {
      daysOfWeek: [
        { day: 1, week: 'last' },
        { day: 5, week: 'last' },
      ],
    },
  ],
  ['0 0 * * 5L', { daysOfWeek: [{ day: 5, week: 'last' }] }],
  ['0 0 13 * FRI', { bothDays: false }],
  ['0 0 */2 * FRI', { bothDays: true }],
])('%s', (expression, times) => {
  expect(parseCron(expression)).toMatchObject(times);
});

test.each([
  ['61 * * * *', 'has `61` as minute, which is not between 0 and 59'],
  ['* * * *', 'has 4 fields, and cron has five'],
  ['0 0 5 * * *', 'has 6 fields'],
  ['nonsense', 'has one field'],
  ['*/0 * * * *', 'whose step is no whole number above 0'],
  ['1-2-3 * * * *', 'has `2-3` as minute'],
  ['0 0 0 * *', 'as day of the month'],
  ['0 0 * FEBR *', 'has `FEBR` as month'],
  ['0 0 * * MON#6', 'as week'],
  ['0 0 * * ', 'has 4 fields'],
  [', * * * *', 'has `` as minute'],
])('%s is refused', (expression, message) => {
  expect(() => parseCron(expression)).toThrow(message);
});

test('an interval may count seconds, which Meltano cannot', () => {
  expect(scheduleTimes('@every 90s')).toEqual({ kind: 'every', seconds: 90 });
  expect(scheduleTimes('@every 2h')).toEqual({ kind: 'every', seconds: 7200 });
  expect(scheduleTimes(null)).toEqual({ kind: 'never' });
  expect(() => scheduleTimes('@every 0s')).toThrow('is empty');
  expect(() => scheduleTimes('@sometimes')).toThrow('has one field');
});
