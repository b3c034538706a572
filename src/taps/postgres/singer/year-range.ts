/** Dates and times that Python, and so every Singer program in Python, can hold: the years 1 to 9999. */
import { MeltemiError } from '../../../model/errors';
import type { ToJsonText } from '../../../pages/encoding/values';

const PLAIN = /^\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d(?:\.\d+)?(?:[+-]\d\d(?::\d\d)?)?)?$/;

export interface Infinities {
  /** JSON text for `infinity` and `-infinity`. */
  readonly last: string;
  readonly first: string;
}

/** `plain`: how a value within the years is written. Throws `RecordInvalid` naming the column for one beyond them. */
export function withinYears(column: string, { last, first }: Infinities, plain: ToJsonText): ToJsonText {
  return (text) => {
    if (PLAIN.test(text)) return plain(text);
    if (text === 'infinity') return last;
    if (text === '-infinity') return first;
    throw new MeltemiError(
      'RecordInvalid',
      `The column \`${column}\` holds a date before year 1 or after year 9999, which Singer's \`date-time\` has no form for.`,
      'Set `dates_as_string: true` (variant `meltanolabs`), or leave the column out of the selection.',
    );
  };
}
