/** What is wrong with the interval of a schedule, if anything: the aliases of Meltano, or five cron fields. */
import { didYouMean } from './suggest';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] as const;
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Names that stand for numbers, the first for `from`. */
  readonly names: readonly string[];
  /** A range may run over the end, as `fri-mon` does. */
  readonly wraps: boolean;
  /** Whole fields or members that say something special. */
  readonly special: RegExp | null;
}

const FIELDS: readonly Field[] = [
  { name: 'minute', from: 0, to: 59, names: [], wraps: false, special: null },
  { name: 'hour', from: 0, to: 23, names: [], wraps: false, special: null },
  { name: 'day of the month', from: 1, to: 31, names: [], wraps: false, special: /^(l|\?)$/i },
  { name: 'month', from: 1, to: 12, names: MONTHS, wraps: false, special: null },
  { name: 'day of the week', from: 0, to: 7, names: WEEKDAYS, wraps: true, special: /^(\?|[0-7]?l|[0-7]#[1-5])$/i },
];

/** Null: nothing is wrong. `aliases`: `@daily` and the like. */
export function intervalProblem(interval: string, aliases: readonly string[]): string | null {
  if (interval.toLowerCase() === 'null') return null;
  if (interval.startsWith('@')) {
    if (aliases.includes(interval)) return null;
    return `There is no interval \`${interval}\`.${didYouMean(interval, aliases)}`;
  }
  const fields = interval.split(/\s+/).filter((field) => field !== '');
  if (fields.length !== FIELDS.length) {
    const count = fields.length === 1 ? 'one field' : `${fields.length} fields`;
    return `The interval \`${interval}\` has ${count}; cron has five (minute, hour, day, month, weekday).`;
  }
  for (const [index, field] of FIELDS.entries()) {
    const problem = fieldProblem(fields[index] ?? '', field);
    if (problem !== null) return `The interval \`${interval}\`: ${problem}`;
  }
  return null;
}

function fieldProblem(text: string, field: Field): string | null {
  for (const member of text.split(',')) {
    const problem = memberProblem(member, field);
    if (problem !== null) return `${problem} in the field \`${text}\` (${field.name}).`;
  }
  return null;
}

function memberProblem(member: string, field: Field): string | null {
  if (field.special?.test(member) === true) return null;
  const [, range = '', step] = /^([^/]*)(?:\/(.*))?$/.exec(member) ?? [];
  if (step !== undefined && !/^[1-9]\d*$/.test(step)) return `the step \`${step}\` is no number above 0`;
  if (range === '*') return null;
  const ends = range.split('-');
  if (ends.length > 2 || ends.some((end) => end === '')) return `\`${member}\` is no value or range`;
  const numbers = ends.map((end) => numberOf(end, field));
  const [first, last = first] = numbers;
  const bad = ends.find((_, index) => (numbers[index] ?? null) === null);
  if (bad !== undefined) return `\`${bad}\` is not between ${field.from} and ${field.to}`;
  const runsBack = first !== undefined && first !== null && last !== undefined && last !== null && first > last;
  return runsBack && !field.wraps ? `the range \`${range}\` runs backwards` : null;
}

function numberOf(text: string, field: Field): number | null {
  const named = field.names.indexOf(text.toLowerCase());
  const number = named === -1 ? Number(/^\d+$/.test(text) ? text : NaN) : named + field.from;
  return number >= field.from && number <= field.to ? number : null;
}
