/** Requests a second as an author or a setting has them. */
import { MeltemiError } from '../../model/errors';

/** Null: no limit. Throws `ConfigInvalid` for what is no speed. */
export function checkedSpeed(stream: string, speed: number | null): number | null {
  if (speed === null || (speed > 0 && Number.isFinite(speed))) return speed;
  throw new MeltemiError(
    'ConfigInvalid',
    `\`requestsPerSecond\` of stream \`${stream}\` is ${speed}.`,
    'Give a number above 0, or null for no limit.',
  );
}
