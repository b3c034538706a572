/** Encodes records (JSON objects, as REST taps and Singer RECORD messages give them) as lines of encoding `text`. */
import type { JsonObject } from '../../model/json';
import type { StreamSchema } from '../../model/stream';
import { escapeField, NULL_FIELD } from './text';
import { fromJson } from './values';

/** Record → one line with its newline. A missing property is null; properties that the schema lacks are left out. */
export type RecordEncoder = (record: JsonObject) => string;

/** Throws `RecordInvalid` naming the column when a value does not fit it. */
export function recordEncoder(schema: StreamSchema): RecordEncoder {
  const columns = schema.columns.map((column) => ({ name: column.name, encode: fromJson(column) }));
  return (record) => {
    const fields = columns.map(({ name, encode }) => {
      const value = Object.hasOwn(record, name) ? record[name] : null;
      const text = encode(value ?? null);
      return text === null ? NULL_FIELD : escapeField(text);
    });
    return `${fields.join('\t')}\n`;
  };
}
