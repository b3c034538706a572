/** Records of Singer messages → lines of a page. Numbers keep their digits. */
import { columnKind } from './column-kind';
import { escapeField, NULL_FIELD } from './text';
import { fromJson } from './values';
import type { JsonObject, JsonValue } from '../../model/json';
import { jsonText, keptNumber } from '../../model/lossless-json';
import type { StreamSchema } from '../../model/stream';

/** `record`: as `parseJson` reads it. A missing property is null. Throws `RecordInvalid` naming the column when a value does not fit it. */
export function recordLines(schema: StreamSchema): (record: JsonObject) => string {
  const columns = schema.columns.map((column) => {
    const encode = columnKind(column).kind === 'json' ? jsonField : fromJson(column);
    return { name: column.name, encode };
  });
  return (record) => {
    const fields = columns.map(({ name, encode }) => {
      const value = (Object.hasOwn(record, name) ? record[name] : null) ?? null;
      const text = encode === jsonField ? jsonField(value) : encode(keptNumber(value) ?? value);
      return text === null ? NULL_FIELD : escapeField(text);
    });
    return `${fields.join('\t')}\n`;
  };
}

function jsonField(value: JsonValue): string | null {
  return value === null ? null : jsonText(value);
}
