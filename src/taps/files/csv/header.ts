/** The first record of a CSV file: its columns, and where the records begin. */
import { fileError } from '../../../systems/files/file-errors';
import { BadText, TextFile } from '../../../systems/files/text-file';
import { absolute } from '../file-source';
import { badText, recordError, tooLong } from '../record-errors';
import { BrokenRecord, csvRecord, type CsvRecord } from './csv-record';
import type { CsvSource } from './csv-settings';

export interface Header {
  /** Names as the file has them; one without a name is `column_<n>`. Empty: the file is. */
  readonly names: readonly string[];
  /** Bytes up to the first record. */
  readonly offset: number;
  readonly line: number;
  /** Text behind the header, as far as it was read, and whether that is all of it. */
  readonly sample: string;
  readonly isWhole: boolean;
}

/** Throws `RecordInvalid` for a header with equal names. */
export async function readHeader(path: string, source: CsvSource): Promise<Header> {
  const file = await TextFile.open(absolute(path), source.encoding, 0).catch((error: unknown) => {
    throw fileError(error, path);
  });
  try {
    let text = '';
    for (;;) {
      const piece = await file.next();
      text += piece ?? '';
      const record = firstRecord(text, piece === null, path, source);
      if (record !== null) {
        // A sample takes one piece more, which tells whether the file ends there.
        const more = source.infersTypes && piece !== null ? await file.next() : piece;
        return {
          names: namesOf(record.fields, path, source),
          offset: file.start + file.encoding.bytesOf(text.slice(0, record.end)),
          line: 1 + record.newlines,
          sample: text.slice(record.end) + (more === piece ? '' : (more ?? '')),
          isWhole: more === null,
        };
      }
      if (text.length > source.maxRecordCharacters) throw tooLong(path, 1, source.maxRecordCharacters);
    }
  } catch (error) {
    throw error instanceof BadText ? badText(path, 1 + error.linesBefore, file.encoding) : fileError(error, path);
  } finally {
    await file.close();
  }
}

/** Without the blank lines in front of it; no fields: the file has none. Null: more text is needed. */
function firstRecord(text: string, isLast: boolean, path: string, source: CsvSource): CsvRecord | null {
  let newlines = 0;
  for (let at = 0; at < text.length;) {
    const record = recordAt(text, at, isLast, 1 + newlines, path, source);
    if (record === null) return null;
    newlines += record.newlines;
    if (record.fields.length > 0) return { ...record, newlines };
    at = record.end;
  }
  return isLast ? { fields: [], end: text.length, newlines } : null;
}

function recordAt(
  text: string,
  at: number,
  isLast: boolean,
  line: number,
  path: string,
  { dialect }: CsvSource,
): CsvRecord | null {
  try {
    return csvRecord(text, at, isLast, dialect);
  } catch (error) {
    if (!(error instanceof BrokenRecord)) throw error;
    throw recordError(path, line + error.newlines, error.message, 'Correct the header.', error);
  }
}

function namesOf(fields: readonly string[], path: string, { dialect }: CsvSource): readonly string[] {
  const names = fields.map((field, index) => field.trim() || `column_${index + 1}`);
  if (names.some((name) => name.includes('\r')))
    throw recordError(path, 1, 'lines end with a carriage return alone.', 'Convert the file to line feeds.');
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return names;
  throw recordError(
    path,
    1,
    `the header has the column \`${twice}\` twice.`,
    `Give each column a name of its own, and look whether \`${dialect.delimiter}\` is the delimiter of the file.`,
  );
}
