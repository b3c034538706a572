/** JSON: one array per file, or a record per line. Values have Singer's JSON form (`src/pages/encoding/values.ts`). */
import { JsonLineEncoder } from '../../pages/encoding/json-lines';
import { toJsonText } from '../../pages/encoding/values';
import type { ConstantColumn, FileFormat, JsonSettings } from './file-format';
import { writeLineFile } from './line-file';

const NOTHING = Buffer.alloc(0);

export function jsonFormat({ type, gzip }: JsonSettings): FileFormat {
  const lines = type === 'jsonl';
  return {
    type,
    write: (schema, page, path, signal, constants = []) => {
      const file = {
        encoder: new JsonLineEncoder(
          schema,
          Buffer.from(`${constants.map(property).join('')}}${lines ? '\n' : ',\n'}`),
        ),
        // An array has a record per line, too: it can be looked at, and cut by lines.
        head: lines ? NOTHING : Buffer.from('[\n'),
        tail: lines ? NOTHING : Buffer.from(page.ref.rows === 0 ? ']\n' : '\n]\n'),
        dropped: lines ? 0 : 2,
        gzip,
      };
      return writeLineFile(file, page, path, signal);
    },
  };
}

function property({ column, text }: ConstantColumn): string {
  return `,${JSON.stringify(column.name)}:${text === null ? 'null' : toJsonText(column)(text)}`;
}
