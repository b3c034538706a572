/** How a time with its date looks in a record. */
import type { JsonValue } from '../../model/json';

/** ISO 8601, with or without a zone; a blank may stand for the `T`. */
const TIME = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: ?(?:Z|[+-]\d\d(?::?\d\d)?))?)?$/i;

/** Whether a text is a time with its date, with or without a zone. */
export function isTimeText(value: JsonValue): boolean {
  return typeof value === 'string' && TIME.test(value) && !Number.isNaN(Date.parse(value.slice(0, 10)));
}
