/** Cuts the text of a CSV file into records and makes lines of a page of them. */
import { escapeField, NULL_FIELD } from '../../../pages/encoding/text';
import type { Cut, RecordCutter, Room } from '../file-format';
import { recordError } from '../record-errors';
import { BrokenRecord, csvRecord, type CsvRecord } from './csv-record';
import type { CsvSource } from './csv-settings';
import type { FieldWriter } from './csv-values';

/** A selected column of the stream in one file. */
export interface CsvField {
  readonly column: string;
  /** Its place in the header; null: it is not there, or says where the record is from. */
  readonly index: number | null;
  /** Is given the field, or the number of the line where `index` is null. Null: the column is null in this file. */
  readonly write: FieldWriter | null;
}

/** What a field of a page must not hold as it is, beside tabs and line feeds. */
const TO_ESCAPE = /[\\\b\f\v]|\r(?!\n)/;

export class CsvCutter implements RecordCutter {
  /** All columns are texts and stand in the order of the file: most files are read so. */
  readonly #isStraight: boolean;

  constructor(
    private readonly path: string,
    private readonly source: CsvSource,
    /** Of the header. */
    private readonly width: number,
    private readonly fields: readonly CsvField[],
  ) {
    this.#isStraight =
      fields.length === width && fields.every(({ index, write }, place) => index === place && write === escapeField);
  }

  cut(text: string, line: number, isLast: boolean, room: Room): Cut {
    const lines: string[] = [];
    const isClean = this.#isStraight && this.#hasPlainFields(text);
    let at = 0;
    let newlines = 0;
    let characters = 0;
    while (at < text.length && lines.length < room.rows && characters < room.characters) {
      const record = this.#record(text, at, line + newlines, isLast);
      if (record === null) break;
      if (record.fields.length > 0) {
        const written = isClean
          ? `${this.#checked(record.fields, line + newlines).join('\t')}\n`
          : this.#line(record.fields, line + newlines);
        lines.push(written);
        characters += written.length;
      }
      at = record.end;
      newlines += record.newlines;
    }
    return { lines: lines.join(''), rows: lines.length, consumed: at, newlines };
  }

  #record(text: string, at: number, line: number, isLast: boolean): CsvRecord | null {
    try {
      return csvRecord(text, at, isLast, this.source.dialect);
    } catch (error) {
      if (!(error instanceof BrokenRecord)) throw error;
      throw recordError(
        this.path,
        line + error.newlines,
        error.message,
        'Correct the file, or say with `quotechar` and `escapechar` how it is written.',
      );
    }
  }

  /** Whether no field needs an escape: seen once for a piece, and not once per field. */
  #hasPlainFields(text: string): boolean {
    const { delimiter, quote, escape } = this.source.dialect;
    if (this.source.fillsRows || escape !== null || (quote !== null && text.includes(quote))) return false;
    return (delimiter === '\t' || !text.includes('\t')) && !TO_ESCAPE.test(text);
  }

  #checked(fields: readonly string[], line: number): readonly string[] {
    if (fields.length !== this.width && !this.source.fillsRows)
      throw recordError(
        this.path,
        line,
        `the record has ${fields.length} fields where the header has ${this.width}.`,
        'Correct the file or its `delimiter`; with `ragged_rows: fill` missing fields are null and others are left out.',
      );
    return fields;
  }

  #line(record: readonly string[], line: number): string {
    const fields = this.#checked(record, line);
    let written = '';
    for (const [place, { column, index, write }] of this.fields.entries()) {
      const given = index === null ? String(line) : fields[index];
      const field = write === null || given === undefined ? NULL_FIELD : write(given);
      if (field === null)
        throw recordError(
          this.path,
          line,
          `the field of the column \`${column}\` does not have its type.`,
          `Correct the file, or say with \`schema\` what the column is.`,
        );
      written += place === 0 ? field : `\t${field}`;
    }
    return `${written}\n`;
  }
}
