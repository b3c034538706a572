/** Which table a stream goes to, and what the tables beside it are called. */
import { MeltemiError } from '../../model/errors';
import type { OutputStream } from '../target';
import { quoteQualified } from '../../systems/postgres/quote';
import type { PostgresTargetSettings } from './settings';
import { partsOf, schemaName } from './variant';

/** PostgreSQL's NAMEDATALEN less its end mark; a longer name would be cut silently, and two of them could become one. */
const MAX_NAME_BYTES = 63;
const FILL_SUFFIX = '__meltemi_fill_';

export interface Destination {
  readonly schema: string;
  readonly table: string;
  /** Both, quoted: `"public"."orders"`. */
  readonly qualified: string;
  /** Name of the table that is filled aside, in the same schema; its own for each state id and stream. */
  readonly fill: string;
  readonly qualifiedFill: string;
  /** Roles that may read the table. */
  readonly readers: readonly string[];
  /** Column lists of the indexes that the settings ask for. */
  readonly indexes: readonly string[];
}

/** By the variant's rules (`variant.ts`). Throws `TargetRejected` for a name over 63 bytes. */
export function destinationOf(settings: PostgresTargetSettings, stream: OutputStream): Destination {
  const { variant } = settings;
  const { schemaKey, table } = partsOf(variant, stream.name);
  const mapped = schemaKey === null ? undefined : settings.schemaMapping.get(schemaKey);
  const schema = schemaName(variant, mapped?.schema ?? settings.defaultSchema);
  checkName('schema', schema, stream);
  checkName('table', table, stream);
  for (const column of stream.schema.columns) checkName('column', column.name, stream);
  const fill = fillName(table, `${stream.stateId}\0${stream.name}`);
  return {
    schema,
    table,
    qualified: quoteQualified(schema, table),
    fill,
    qualifiedFill: quoteQualified(schema, fill),
    readers: mapped?.selectPermissions ?? settings.selectPermissions,
    indexes: mapped?.indexes.get(table) ?? [],
  };
}

function fillName(table: string, owner: string): string {
  const hash = hash32(owner).toString(16).padStart(8, '0');
  const room = MAX_NAME_BYTES - FILL_SUFFIX.length - hash.length;
  let short = table;
  while (Buffer.byteLength(short) > room) short = [...short].slice(0, -1).join('');
  return `${short}${FILL_SUFFIX}${hash}`;
}

/** FNV-1a, 32 bits, unsigned. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

function checkName(what: 'schema' | 'table' | 'column', name: string, stream: OutputStream): void {
  if (name !== '' && Buffer.byteLength(name) <= MAX_NAME_BYTES && !name.includes('\0')) return;
  throw new MeltemiError(
    'TargetRejected',
    `The ${what} name \`${name.replaceAll('\0', '\\0')}\` of stream \`${stream.name}\` ${name === '' ? 'is empty' : `is not a name that PostgreSQL can hold (at most ${String(MAX_NAME_BYTES)} bytes)`}.`,
    what === 'schema'
      ? 'Set `default_target_schema` to another name.'
      : `Give the ${what === 'table' ? 'stream' : 'column'} another name with a stream map.`,
  );
}
