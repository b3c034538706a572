/**
 * JSON lines of pages. What a column's values look like is decided by `values.ts`; the emitters are its fast paths and fall back
 * to it for everything unusual, so both give the same JSON.
 */
import type { Column, StreamSchema } from '../../model/stream';
import { type Emitter, emitterFor, NULL_WORD } from './json-emitters';
import { LineEncoder } from './line-encoder';

/** `\u0001`; `infinity` as a timestamp is 4.25 each. */
const GROWTH = 6;
const LINE_END = Buffer.from('}\n');

/** How the values of a column are written, where that is not the way of `values.ts`. */
export interface ValueForm {
  readonly emit: Emitter;
  /** JSON text of SQL's NULL; `null` when it is not given. */
  readonly nullText?: string;
}

/** Records that are not lines of their own, and columns that are written in their own way. */
export interface RecordForm {
  /** What stands before the record's brace. */
  readonly lead: string;
  /** Null: as everywhere. */
  readonly valueForm: (column: Column) => ValueForm | null;
}

const PLAIN: RecordForm = { lead: '', valueForm: () => null };

/** One record per line, keys in schema order, nulls written, UTF-8 unescaped, no blanks. */
export class JsonLineEncoder extends LineEncoder {
  /** `lineEnd` closes a record; what is the same in all of them may stand before its brace. */
  constructor(schema: StreamSchema, lineEnd: Buffer = LINE_END, { lead, valueForm }: RecordForm = PLAIN) {
    super({
      columns: schema.columns.map((column, i) => {
        const form = valueForm(column);
        return {
          prefix: Buffer.from(`${i === 0 ? `${lead}{` : ','}${JSON.stringify(column.name)}:`),
          emit: form?.emit ?? emitterFor(column),
          ...(form?.nullText === undefined ? {} : { nullWord: Buffer.from(form.nullText) }),
        };
      }),
      nullWord: NULL_WORD,
      lineEnd,
      growth: GROWTH,
    });
  }
}
