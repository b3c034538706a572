/** A bookmark as a declared stream sends it. */
import type { JsonObject, JsonValue } from '../../model/json';
import type { RestIncremental } from '../../model/rest-declaration';
import { assertNever } from '../../model/errors';
import { fillText, textOf } from './fill';

/** What is asked of the stream: its bookmark as it is kept, and as a time. Throws `ConfigInvalid` for one that is none. */
export interface BookmarkSource {
  readonly value: JsonValue;
  readonly time: () => Date | null;
}

/** Undefined: there is no bookmark. `values`: what a template may name besides `{bookmark}`. */
export function bookmarkValue(
  { format, template }: RestIncremental,
  bookmark: BookmarkSource,
  values: JsonObject,
  what: string,
): JsonValue | undefined {
  if (bookmark.value === null) return undefined;
  const value = formatted(format, bookmark);
  if (template === null) return value;
  return fillText(template, { values: { ...values, bookmark: textOf(value) }, what });
}

/** Whatever a format leaves out is cut off, so that the request goes back too far and never too little. */
function formatted(format: RestIncremental['format'], { value, time }: BookmarkSource): JsonValue {
  const milliseconds = (): number => time()?.getTime() ?? 0;
  switch (format) {
    case 'as_is':
      return value;
    case 'iso8601':
      return new Date(milliseconds()).toISOString().replace('.000Z', 'Z');
    case 'date':
      return new Date(milliseconds()).toISOString().slice(0, 'YYYY-MM-DD'.length);
    case 'epoch_seconds':
      return Math.floor(milliseconds() / 1000);
    case 'epoch_milliseconds':
      return milliseconds();
    default:
      return assertNever(format, 'bookmark format');
  }
}
