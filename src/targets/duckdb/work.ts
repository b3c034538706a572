/** What all that is done for one stream needs: the file, the tables' names, the key of its head. */
import type { FaultPoint } from '../../model/plugin-context';
import { quoteName } from '../../systems/duckdb/quote';
import type { OutputStream } from '../target';
import type { StreamKey } from './ledger';
import type { DuckdbSettings } from './settings';

export interface TableName {
  readonly schema: string;
  readonly table: string;
  /** Both, quoted. */
  readonly qualified: string;
}

export interface Work {
  /** Of the database file. */
  readonly path: string;
  readonly key: StreamKey;
  readonly destination: TableName;
  /** The table that is filled aside; its own for each state id and stream. */
  readonly fill: TableName;
  readonly faultPoint: FaultPoint;
}

/**
 * Stream `a-b` goes to table `b`, and `a` is looked up in `schema_mapping`; of three or more parts the second is, and those behind
 * it, joined by `_`, name the table: as in target-postgres.
 */
export function workOn(settings: DuckdbSettings, stream: OutputStream, faultPoint: FaultPoint): Work {
  const parts = stream.name.split('-');
  const table = parts.length > 2 ? parts.slice(2).join('_') : (parts.at(-1) ?? stream.name);
  const source = parts.length > 2 ? parts[1] : parts.length === 2 ? parts[0] : undefined;
  const schema = (source === undefined ? undefined : settings.schemaMapping.get(source)) ?? settings.schema;
  const key = { stateId: stream.stateId, stream: stream.name };
  const name = (table: string): TableName => ({
    schema,
    table,
    qualified: `${quoteName(schema)}.${quoteName(table)}`,
  });
  const owner = hash32(`${key.stateId}\0${key.stream}`).toString(16).padStart(8, '0');
  return {
    path: settings.path,
    key,
    destination: name(table),
    fill: name(`${table}__meltemi_fill_${owner}`),
    faultPoint,
  };
}

/** FNV-1a, 32 bits, unsigned. */
function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}
