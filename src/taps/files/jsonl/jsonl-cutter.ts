/** Cuts the text of a file of JSON lines into records. */
import { MeltemiError } from '../../../model/errors';
import type { JsonObject, JsonValue } from '../../../model/json';
import { parseByValue } from '../../../model/lossless-json';
import type { Cut, RecordCutter, Room } from '../file-format';
import { recordError } from '../record-errors';

/** Makes a line of a page of a record. Throws `RecordInvalid`, to which the place in the file is added. */
export type RecordWriter = (record: JsonObject) => string;

export class JsonlCutter implements RecordCutter {
  constructor(
    private readonly path: string,
    private readonly write: RecordWriter,
  ) {}

  cut(text: string, line: number, isLast: boolean, room: Room): Cut {
    const lines: string[] = [];
    let at = 0;
    let newlines = 0;
    let characters = 0;
    while (at < text.length && lines.length < room.rows && characters < room.characters) {
      const newline = text.indexOf('\n', at);
      if (newline < 0 && !isLast) break;
      const end = newline < 0 ? text.length : newline;
      const written = this.#line(text.slice(at, end), line + newlines, newline < 0);
      if (written !== null) {
        lines.push(written);
        characters += written.length;
      }
      at = newline < 0 ? end : newline + 1;
      newlines += newline < 0 ? 0 : 1;
    }
    return { lines: lines.join(''), rows: lines.length, consumed: at, newlines };
  }

  /** Null for a blank line. */
  #line(text: string, line: number, isCut: boolean): string | null {
    const value = this.#parse(text, line, isCut);
    if (value === undefined) return null;
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw recordError(this.path, line, 'the line is no JSON object.', 'Write one object per line.');
    try {
      return this.write(value as JsonObject);
    } catch (error) {
      if (!(error instanceof MeltemiError) || error.code !== 'RecordInvalid') throw error;
      const reason = `${error.reason.charAt(0).toLowerCase()}${error.reason.slice(1)}`;
      throw recordError(this.path, line, reason, error.instruction, error);
    }
  }

  #parse(text: string, line: number, isCut: boolean): JsonValue | undefined {
    try {
      return parseByValue(text);
    } catch (cause) {
      if (text.trim() === '') return undefined;
      const what = isCut ? 'the file ends in the middle of a record.' : 'the line is no JSON.';
      throw recordError(
        this.path,
        line,
        what,
        isCut ? 'Put the whole file there and run again.' : 'Correct it.',
        cause,
      );
    }
  }
}
