/** CSV (`src/pages/encoding/csv-lines.ts` tells how values look). */
import { MeltemiError } from '../../model/errors';
import { CsvLineEncoder, csvField } from '../../pages/encoding/csv-lines';
import { toJsonText } from '../../pages/encoding/values';
import type { ConstantColumn, CsvSettings, FileFormat } from './file-format';
import { writeLineFile } from './line-file';

/** Printable ASCII or a tab, nothing that numbers, dates and times are written with, and no quote. */
const DELIMITER = /^[\t !#$%&'()*,/;<=>?@[\\\]^_`{|}~]$/;

/** Throws `ConfigInvalid` for a delimiter that could be mistaken for a part of a value. */
export function csvFormat({ gzip, delimiter, header }: CsvSettings): FileFormat {
  if (!DELIMITER.test(delimiter)) {
    throw new MeltemiError(
      'ConfigInvalid',
      `${JSON.stringify(delimiter)} cannot be the delimiter of CSV files.`,
      'Take one character that no number, date or text mark is written with: `,`, `;`, `|` or a tab.',
    );
  }
  return {
    type: 'csv',
    write: (schema, page, path, signal, constants = []) => {
      const names = [...schema.columns, ...constants.map(({ column }) => column)].map(({ name }) => name);
      const end = constants.map((constant) => `${delimiter}${csvField(constantText(constant), delimiter)}`);
      const file = {
        encoder: new CsvLineEncoder(schema, delimiter, Buffer.from(`${end.join('')}\r\n`)),
        head: Buffer.from(header ? `${names.map((name) => csvField(name, delimiter)).join(delimiter)}\r\n` : ''),
        tail: Buffer.alloc(0),
        dropped: 0,
        gzip,
      };
      return writeLineFile(file, page, path, signal);
    },
  };
}

function constantText({ column, text }: ConstantColumn): string | null {
  if (text === null) return null;
  const json = toJsonText(column)(text);
  const value: unknown = json.startsWith('"') ? JSON.parse(json) : json;
  return String(value);
}
