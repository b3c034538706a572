/** The type of a column of a stream that was discovered. */
import type { Column } from '../../../model/stream';
import type { FoundTable } from '../catalog';
import { columnType, type ColumnType } from './column-type';

const PLAIN = { kind: 'b', longestLabel: null, domainBase: null };

export function typeOf(found: ReadonlyMap<string, FoundTable>, stream: string, column: Column): ColumnType {
  return columnType(column.sqlType ?? 'text', found.get(stream)?.types.get(column.name) ?? PLAIN);
}
