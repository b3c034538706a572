/** Reads the values of some columns out of one encoded row: where the next page starts. */
import type { PageEncoding } from '../../model/page-ref';
import { parseTypeName } from '../../systems/postgres/types';
import type { SelectedStream } from '../tap';
import { BINARY_DECODERS } from './binary-values';
import type { KeyColumn } from './table-facts';

/** The values of the order's columns as PostgreSQL prints them; null when one cannot be read from the row. */
export type RowKeys = (row: Buffer) => readonly string[] | null;

/** Null: the keys must be asked of the server, since a column is not selected or its binary form is not known here. */
export function rowKeysOf(stream: SelectedStream, by: readonly KeyColumn[], encoding: PageEncoding): RowKeys | null {
  const positions = by.map((key) => stream.schema.columns.findIndex((column) => column.name === key.name));
  if (positions.includes(-1)) return null;
  if (encoding === 'text') return (row) => textKeys(row, positions);
  const decoders = by.map((key) => {
    const { base, isArray } = parseTypeName(key.sqlType);
    return isArray ? undefined : BINARY_DECODERS.get(base);
  });
  if (decoders.includes(undefined)) return null;
  return (row) => {
    const fields = binaryFields(row);
    const keys = positions.map((position, index) => {
      const field = fields[position] ?? null;
      return field === null ? null : (decoders[index]?.(field) ?? null);
    });
    return allThere(keys);
  };
}

function textKeys(row: Buffer, positions: readonly number[]): readonly string[] | null {
  const fields = row.toString('utf8').replace(/\n$/, '').split('\t');
  return allThere(positions.map((position) => unescapeField(fields[position] ?? '\\N')));
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** PostgreSQL's COPY text: `\N` is null, a backslash escapes. */
function unescapeField(field: string): string | null {
  if (field === '\\N') return null;
  return field.replace(/\\(.)/gs, (_, escaped: string) => ESCAPES[escaped] ?? escaped);
}

/** Field count, then each field's length and bytes; -1 is null. */
function binaryFields(row: Buffer): readonly (Buffer | null)[] {
  const fields: (Buffer | null)[] = [];
  let at = 2;
  for (let count = row.readInt16BE(0); count > 0; count -= 1) {
    const length = row.readInt32BE(at);
    at += 4;
    fields.push(length < 0 ? null : row.subarray(at, at + length));
    at += Math.max(length, 0);
  }
  return fields;
}

function allThere(keys: readonly (string | null)[]): readonly string[] | null {
  const there = keys.filter((key) => key !== null);
  return there.length === keys.length ? there : null;
}
