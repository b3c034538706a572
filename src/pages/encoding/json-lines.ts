/**
 * JSON lines of pages. What a column's values look like is decided by `values.ts`; the emitters are its fast paths and fall back
 * to it for everything unusual, so both give the same JSON.
 */
import type { StreamSchema } from '../../model/stream';
import { emitterFor, NULL_WORD } from './json-emitters';
import { LineEncoder } from './line-encoder';

/** `\u0001`; `infinity` as a timestamp is 4.25 each. */
const GROWTH = 6;
const LINE_END = Buffer.from('}\n');

/** One record per line, keys in schema order, nulls written, UTF-8 unescaped, no blanks. */
export class JsonLineEncoder extends LineEncoder {
  /** `lineEnd` closes a record; what is the same in all of them may stand before its brace. */
  constructor(schema: StreamSchema, lineEnd: Buffer = LINE_END) {
    super({
      columns: schema.columns.map((column, i) => ({
        prefix: Buffer.from(`${i === 0 ? '{' : ','}${JSON.stringify(column.name)}:`),
        emit: emitterFor(column),
      })),
      nullWord: NULL_WORD,
      lineEnd,
      growth: GROWTH,
    });
  }
}
