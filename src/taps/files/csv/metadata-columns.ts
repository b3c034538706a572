/** Columns that say where a record comes from, as tap-csv names them. */
import type { Column } from '../../../model/stream';
import { escapeField } from '../../../pages/encoding/text';

const FILE = '_sdc_source_file';
const MODIFIED = '_sdc_source_file_mtime';
const LINE = '_sdc_source_lineno';

export const METADATA_COLUMNS: readonly Column[] = [
  { name: FILE, schema: { type: ['string', 'null'] }, nullable: true },
  { name: MODIFIED, schema: { type: ['string', 'null'], format: 'date-time' }, nullable: true },
  { name: LINE, schema: { type: ['integer', 'null'] }, nullable: true },
];

export function isMetadata(column: string): boolean {
  return METADATA_COLUMNS.some(({ name }) => name === column);
}

/** The field by the line on which its record begins. */
export function metadataField(column: string, path: string, modifiedMs: number): (line: string) => string {
  const fixed = column === FILE ? escapeField(path) : new Date(modifiedMs).toISOString();
  return column === LINE ? (line) => line : () => fixed;
}
