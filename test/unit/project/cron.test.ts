import { intervalProblem } from '../../../src/project/cron';
import { INTERVAL_ALIASES } from '../../../src/project/schedules';

const problem = (interval: string): string | null => intervalProblem(interval, INTERVAL_ALIASES);

test.each([
  '@daily',
  '@once',
  'null',
  '* * * * *',
  '*/15 0-6/2,12 1,15 jan-mar mon-fri',
  '0 0 * * 7',
  '0 0 L * ?',
  '0 0 ? * SUN',
  '0 0 * * fri-mon',
  '0 0 * * 5#3',
  '  0   0 * *  1 ',
  '5/10 * * * *',
])('%j is an interval', (interval) => expect(problem(interval)).toBeNull());

test.each([
  ['60 * * * *', '`60` is not between 0 and 59 in the field `60` (minute)'],
  ['0 -1 * * *', '`-1` is no value or range'],
  ['0 1- * * *', '`1-` is no value or range'],
  ['0 1-2-3 * * *', '`1-2-3` is no value or range'],
  ['0 0 32 * *', '`32` is not between 1 and 31'],
  ['0 0 * 13 *', '`13` is not between 1 and 12'],
  ['0 0 * * 8', '`8` is not between 0 and 7'],
  ['0 0 * * fry', '`fry` is not between 0 and 7'],
  ['*/x * * * *', 'the step `x` is no number above 0'],
  ['0,,1 * * * *', '`` is no value or range'],
  ['30-10 * * * *', 'the range `30-10` runs backwards'],
  ['? * * * *', '`?` is not between 0 and 59'],
  ['1.5 * * * *', '`1.5` is not between 0 and 59'],
  ['* * * *', 'has 4 fields'],
  ['@everyday', 'There is no interval `@everyday`'],
])('%j is refused', (interval, part) => expect(problem(interval)).toContain(part));
