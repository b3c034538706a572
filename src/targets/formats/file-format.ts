/**
 * The contract of a file format: pages (encoding `text`) become files of one kind, one file per call.
 * Who names the files, where they go and when they show is the target's business.
 */
import type { Column, StreamSchema } from '../../model/stream';
import type { PageReader } from '../../pages/page-store';

export interface FileFormat {
  readonly type: FormatSettings['type'];
  /**
   * Writes all records of `page` as one complete file at `path` (local, new, nothing of it flushed to the disk). The same
   * page, settings and constants give the same bytes. `constants` follow the columns of `schema`, with one value for all
   * records. A file that is there after a failure is rubbish: the caller removes it. Throws `PageMissing` when the page does not hold
   * what its ref says, `RecordInvalid` naming the column when a value does not fit its type, `Unsupported` when the
   * format's engine is not installed.
   */
  write(
    schema: StreamSchema,
    page: PageReader,
    path: string,
    signal: AbortSignal,
    constants?: readonly ConstantColumn[],
  ): Promise<WrittenFile>;
}

export interface WrittenFile {
  readonly rows: number;
  readonly bytes: number;
}

/** A column with the same value in every record of a file. */
export interface ConstantColumn {
  readonly column: Column;
  /** Page text of the column's kind, unescaped; null for null. */
  readonly text: string | null;
}

export interface ParquetSettings {
  readonly type: 'parquet';
  readonly compression: 'gzip' | 'zstd' | 'snappy' | 'none';
  /** Rows per row group; the engine rounds up to a multiple of 2,048. */
  readonly rowGroupRows: number;
}

export interface JsonSettings {
  /** `json`: one array. `jsonl`: a record per line. Values as Singer's JSON form has them. */
  readonly type: 'json' | 'jsonl';
  readonly gzip: boolean;
}

export interface CsvSettings {
  readonly type: 'csv';
  readonly gzip: boolean;
  /** One character of ASCII, neither a quote nor a line break. */
  readonly delimiter: string;
  /** The first line holds the columns' names. */
  readonly header: boolean;
}

export type FormatSettings = ParquetSettings | JsonSettings | CsvSettings;
