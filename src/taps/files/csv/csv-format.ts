/** CSV files as records. */
import { stat } from 'node:fs/promises';
import type { Column } from '../../../model/stream';
import { fileError } from '../../../systems/files/file-errors';
import type { SelectedStream } from '../../tap';
import type { Beginning, FileFormat, FileStream } from '../file-format';
import { absolute } from '../file-source';
import { recordError } from '../record-errors';
import { CsvCutter, type CsvField } from './csv-cutter';
import { csvRecord } from './csv-record';
import { sourcesIn, type CsvSettings, type CsvSource } from './csv-settings';
import { fieldWriter, TEXT, typeOf } from './csv-values';
import { readHeader, type Header } from './header';
import { isMetadata, METADATA_COLUMNS, metadataField } from './metadata-columns';

/** Records that `infer_types` looks at, of the first file; all of them are in the first piece that is read. */
const SAMPLE_RECORDS = 10_000;

export class CsvFormat implements FileFormat<CsvSource> {
  readonly endings = ['.csv.gz', '.csv'];

  constructor(private readonly settings: CsvSettings) {}

  sources(): Promise<readonly CsvSource[]> {
    return sourcesIn(this.settings);
  }

  /** Those of all files, in the order in which they are first met. */
  async columns({ source, paths }: FileStream<CsvSource>, signal: AbortSignal): Promise<readonly Column[]> {
    const types = new Map<string, Column['schema']>();
    for (const path of paths) {
      signal.throwIfAborted();
      const header = await readHeader(path, source);
      const rows = source.infersTypes ? sampleOf(header, source) : [];
      header.names.forEach((name, index) => {
        if (types.has(name)) return;
        types.set(name, source.infersTypes ? typeOf(rows.map((fields) => fields[index] ?? '')) : TEXT);
      });
    }
    const columns = [...types].map(([name, type]) => ({
      name,
      schema: source.schema?.[name] ?? type,
      nullable: !source.keys.includes(name),
    }));
    return source.addsMetadata ? [...columns, ...METADATA_COLUMNS] : columns;
  }

  async begin(path: string, { source, name }: FileStream<CsvSource>, selected: SelectedStream): Promise<Beginning> {
    const { names, offset, line } = await readHeader(path, source);
    const { mtimeMs } = await stat(absolute(path)).catch((error: unknown) => {
      throw fileError(error, path);
    });
    const fields = selected.schema.columns.map((column): CsvField => {
      if (source.addsMetadata && isMetadata(column.name))
        return { column: column.name, index: null, write: metadataField(column.name, path, mtimeMs) };
      const index = names.indexOf(column.name);
      if (index < 0 && names.length > 0 && source.keys.includes(column.name))
        throw recordError(path, 1, `the key \`${column.name}\` of \`${name}\` is no column.`, 'Correct the header.');
      return { column: column.name, index: index < 0 ? null : index, write: index < 0 ? null : fieldWriter(column) };
    });
    return { offset, line, cutter: new CsvCutter(path, source, names.length, fields) };
  }
}

function sampleOf({ sample: text, isWhole }: Header, { dialect }: CsvSource): readonly (readonly string[])[] {
  const rows: (readonly string[])[] = [];
  try {
    for (let at = 0; at < text.length && rows.length < SAMPLE_RECORDS;) {
      const record = csvRecord(text, at, isWhole, dialect);
      if (record === null) break;
      if (record.fields.length > 0) rows.push(record.fields);
      at = record.end;
    }
  } catch {
    // What is broken is told with its place when the file is read.
  }
  return rows;
}
