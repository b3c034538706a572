/** The file formats by their names. A new one is a line here. */
import { assertNever } from '../../model/errors';
import { csvFormat } from './csv';
import type { FileFormat, FormatSettings } from './file-format';
import { jsonFormat } from './json';
import { parquetFormat } from './parquet';

export type { FileFormat, FormatSettings } from './file-format';

/** Does no I/O; what a format needs is loaded with its first file. */
export function openFormat(settings: FormatSettings): FileFormat {
  switch (settings.type) {
    case 'parquet':
      return parquetFormat(settings);
    case 'json':
    case 'jsonl':
      return jsonFormat(settings);
    case 'csv':
      return csvFormat(settings);
    default:
      return assertNever(settings, 'file format');
  }
}
