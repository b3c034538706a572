/** Records of Singer messages → lines of a page. Numbers keep their digits. */
import { columnKind } from './column-kind';
import { escapeField, NULL_FIELD } from './text';
import { fromJson } from './values';
import type { JsonObject, JsonValue } from '../../model/json';
import { jsonText, keptNumber } from '../../model/lossless-json';
import { MeltemiError } from '../../model/errors';
import type { StreamSchema } from '../../model/stream';

/** `record`: as `parseJson` reads it. A missing property is null. Throws `RecordInvalid` naming the column when a value does not fit it. */
export function recordLines(schema: StreamSchema): (record: JsonObject) => string {
  const columns = schema.columns.map((column) => {
    const encode = columnKind(column).kind === 'json' ? null : fromJson(column);
    return { name: column.name, encode };
  });
  return (record) => {
    const fields = columns.map(({ name, encode }) => {
      const value = (Object.hasOwn(record, name) ? record[name] : null) ?? null;
      const text = encode === null ? jsonField(value, name) : encode(keptNumber(value) ?? value);
      return text === null ? NULL_FIELD : escapeField(text);
    });
    const line = `${fields.join('\t')}\n`;
    if (line.isWellFormed()) return line;
    const broken = fields.findIndex((field) => !field.isWellFormed());
    throw unfit(
      columns[broken]?.name ?? '',
      'has half a character (a surrogate without its other half), which no text in UTF-8 can hold',
    );
  };
}

function jsonField(value: JsonValue, column: string): string | null {
  try {
    return value === null ? null : jsonText(value);
  } catch (error) {
    if (error instanceof RangeError) throw unfit(column, 'is too large or too deep to be written', error);
    throw error;
  }
}

function unfit(column: string, what: string, cause?: unknown): MeltemiError {
  return new MeltemiError(
    'RecordInvalid',
    `A value of column \`${column}\` ${what}.`,
    'Leave it out of the selection, or correct it before it comes here.',
    { cause },
  );
}
