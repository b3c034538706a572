/** Times for a column without time zone. */

const WITH_OFFSET = /^(\d{4,}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(\.\d+)?\s*([+-])(\d\d):?(\d\d)?$/;
const MINUTE_MS = 60_000;

/** The clock time in UTC of a time with an offset; any other text as it is. A fraction keeps its digits. */
export function utcClock(text: string): string {
  const found = WITH_OFFSET.exec(text);
  if (found === null) return text;
  const [, date = '', time = '', fraction = '', sign = '+', hours = '0', minutes = '0'] = found;
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  const at = Date.parse(`${date}T${time}Z`) - offset * MINUTE_MS;
  // A year that JavaScript does not know is PostgreSQL's to judge.
  return Number.isNaN(at) ? text : `${new Date(at).toISOString().slice(0, -5)}${fraction}`;
}
