/**
 * The `_sdc_` columns of the Singer targets in a run of Meltemi's own. Pages do not have them: tables that are filled aside, and those that
 * a batch goes through, give them by their defaults, once per transaction.
 */
import type { Client } from 'pg';
import type { Column, StreamSchema } from '../../model/stream';
import { quoteIdent } from '../../systems/postgres/quote';
import type { Variant } from './variant';

export interface MetadataColumn {
  readonly column: Column;
  /** SQL; null: nothing is known of it here. */
  readonly value: string | null;
}

const TIMESTAMP = 'timestamp without time zone';
/** The time of the batch's transaction, which its row in the ledger has as well. */
const BATCHED_AT = `now() at time zone 'utc'`;
const MILLISECONDS = '(extract(epoch from clock_timestamp()) * 1000)::bigint';

const PIPELINEWISE: readonly MetadataColumn[] = [
  metadata('_sdc_extracted_at', TIMESTAMP, BATCHED_AT),
  metadata('_sdc_batched_at', TIMESTAMP, BATCHED_AT),
  metadata('_sdc_deleted_at', 'character varying', null),
];

const MELTANOLABS: readonly MetadataColumn[] = [
  metadata('_sdc_extracted_at', TIMESTAMP, BATCHED_AT),
  metadata('_sdc_received_at', TIMESTAMP, BATCHED_AT),
  metadata('_sdc_batched_at', TIMESTAMP, BATCHED_AT),
  metadata('_sdc_deleted_at', TIMESTAMP, null),
  metadata('_sdc_sequence', 'bigint', MILLISECONDS),
  metadata('_sdc_table_version', 'bigint', null),
  metadata('_sdc_sync_started_at', 'bigint', MILLISECONDS),
];

function metadata(name: string, sqlType: string, value: string | null): MetadataColumn {
  return { column: { name, schema: { type: ['string', 'null'] }, sqlType, nullable: true }, value };
}

/** Those that the stream does not bring itself. */
export function metadataOf(variant: Variant, schema: StreamSchema): readonly MetadataColumn[] {
  const all = variant === 'pipelinewise' ? PIPELINEWISE : MELTANOLABS;
  return all.filter(({ column }) => !schema.columns.some(({ name }) => name === column.name));
}

/** From now on, rows without these columns get their values. `qualified`: quoted. */
export async function setDefaults(
  client: Client,
  qualified: string,
  columns: readonly MetadataColumn[],
): Promise<void> {
  const changes = columns.flatMap(({ column, value }) =>
    value === null ? [] : [`alter column ${quoteIdent(column.name)} set default ${value}`],
  );
  if (changes.length > 0) await client.query(`alter table ${qualified} ${changes.join(', ')}`);
}

/** Before a table that was filled aside becomes a user's. */
export async function dropDefaults(
  client: Client,
  qualified: string,
  columns: readonly MetadataColumn[],
): Promise<void> {
  const changes = columns.map(({ column }) => `alter column ${quoteIdent(column.name)} drop default`);
  if (changes.length > 0) await client.query(`alter table ${qualified} ${changes.join(', ')}`);
}
