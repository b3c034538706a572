/** Makes an existing table fit a stream: missing columns, wider types, the key that a merge goes by. */
import type { Client } from 'pg';
import { MeltemiError } from '../../model/errors';
import type { StreamSchema } from '../../model/stream';
import { sqlStateOf } from '../../systems/postgres/errors';
import { columnTypes } from './column-types';
import { checkTypes, renameChanged } from './type-change';
import { evolutionOf } from './table-ddl';
import type { TableShape } from './table-shape';
import type { Work } from './work';

/** Answers the types that the stream's columns have in the table now. Throws `TargetRejected` when the key cannot be made. */
export async function evolve(
  client: Client,
  work: Pick<Work, 'warn' | 'settings'>,
  table: { readonly qualified: string },
  found: TableShape,
  schema: StreamSchema,
  needsKey: boolean,
): Promise<ReadonlyMap<string, string>> {
  const { variant, typeChange } = work.settings;
  const wanted = await columnTypes(client, schema.columns, variant);
  if (typeChange === 'refuse') checkTypes(table.qualified, found, wanted);
  const shape =
    typeChange === 'rename' ? await renameChanged(client, table.qualified, found, schema.keyProperties, wanted) : found;
  const evolution = evolutionOf(table.qualified, shape, schema, wanted, needsKey);
  if (evolution.additions !== null) await client.query(evolution.additions);
  const types = new Map(evolution.types);
  for (const { column, statement } of evolution.widenings) {
    if (!(await tryWidening(client, work, statement))) types.set(column, shape.columns.get(column) ?? 'text');
  }
  if (evolution.key !== null) await makeKey(client, table.qualified, schema.keyProperties, evolution.key);
  return types;
}

/** Feature not supported: a view, a rule or a generated column uses the column. Wrong object: a partition key. */
const CANNOT_WIDEN: ReadonlySet<string> = new Set(['0A000', '42P16', '42501']);

async function tryWidening(client: Client, work: Pick<Work, 'warn'>, statement: string): Promise<boolean> {
  await client.query('savepoint widening');
  try {
    await client.query(statement);
    return true;
  } catch (error) {
    const state = sqlStateOf(error);
    if (state === null || !CANNOT_WIDEN.has(state)) throw error;
    await client.query('rollback to savepoint widening');
    work.warn(
      `A column keeps its narrower type, since \`${statement}\` was refused (SQLSTATE ${state}); values that do not fit will fail.`,
    );
    return false;
  }
}

async function makeKey(client: Client, qualified: string, key: readonly string[], statement: string): Promise<void> {
  try {
    await client.query(statement);
  } catch (error) {
    const state = sqlStateOf(error);
    if (state !== '23505' && state !== '23502') throw error;
    const names = key.map((name) => `\`${name}\``).join(', ');
    throw new MeltemiError(
      'TargetRejected',
      `${qualified} has no unique index on the stream's key (${names}), and none can be made: rows there ${state === '23505' ? 'have the same key' : 'have no value in it'}.`,
      `Remove those rows, or set \`load_method\` to \`append-only\` or \`overwrite\`.`,
    );
  }
}
