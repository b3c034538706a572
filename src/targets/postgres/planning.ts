/** Says what the target is going to do with a stream; changes nothing. */
import type { Client } from 'pg';
import { deliveryOf } from '../../model/delivery';
import type { PageEncoding } from '../../model/page-ref';
import type { LoadMode } from '../../model/plan';
import { isBinaryStable } from '../../systems/postgres/types';
import { quoteIdent } from '../../systems/postgres/quote';
import type { OutputStream, TargetPlan } from '../target';
import { columnTypes } from './column-types';
import { stagingUse, type StagingUse } from './staging';
import { addPrimaryKey, createTable, evolutionOf } from './table-ddl';
import { readTableShape, type TableShape } from './table-shape';
import type { Work } from './work';

export async function planStream(
  work: Work,
  stream: OutputStream,
  loadMode: LoadMode,
  signal: AbortSignal,
): Promise<TargetPlan> {
  const { destination } = work;
  const purpose = `planning ${destination.qualified} for \`${stream.name}\``;
  return work.pool.use({ side: 'target', purpose, signal }, async (client) => {
    const table = await readTableShape(client, destination);
    const use = stagingUse(loadMode, stream, table !== null, work.settings.pipe);
    const wanted = await columnTypes(client, stream.schema.columns, work.settings.variant);
    const fits = table !== null && use !== 'replace';
    const evolution = fits
      ? evolutionOf(destination.qualified, table, stream.schema, wanted, loadMode === 'upsert')
      : null;
    const changes =
      evolution === null ? [] : [evolution.additions, ...evolution.widenings.map((w) => w.statement), evolution.key];
    return {
      destination: destination.qualified,
      loadMode,
      // Every row goes in with its ledger row, or is staged until the stream's end.
      delivery: deliveryOf(loadMode, stream.replication),
      encodings: encodingsFor(stream, evolution?.types ?? wanted),
      steps: [
        ...(await ledgerSteps(work, client)),
        ...changes.filter((step) => step !== null),
        ...loadSteps(work, stream, loadMode, use, table, wanted),
      ],
    };
  });
}

/** Binary rows are not converted, so both ends must have the very same types. */
function encodingsFor(stream: OutputStream, types: ReadonlyMap<string, string>): readonly PageEncoding[] {
  const same = stream.schema.columns.every(
    ({ name, sqlType }) => sqlType !== undefined && isBinaryStable(sqlType) && types.get(name) === sqlType,
  );
  return same ? ['binary', 'text'] : ['text'];
}

async function ledgerSteps(work: Work, client: Client): Promise<readonly string[]> {
  if (await work.ledger.exists(client)) return [];
  const schema = await client.query('select 1 where to_regnamespace($1) is null', [
    quoteIdent(work.destination.schema),
  ]);
  return [
    ...(schema.rows.length > 0 ? [`create schema ${quoteIdent(work.destination.schema)}`] : []),
    `create table ${work.ledger.heads}`,
    `create table ${work.ledger.entries}`,
  ];
}

function loadSteps(
  work: Work,
  stream: OutputStream,
  loadMode: LoadMode,
  use: StagingUse | null,
  table: TableShape | null,
  types: ReadonlyMap<string, string>,
): readonly string[] {
  const { qualified, qualifiedFill, table: name } = work.destination;
  const keyed = loadMode !== 'append' && stream.schema.keyProperties.length > 0;
  if (use === null) {
    if (table === null) return [createTable(qualified, stream.schema, types, false), `copy into ${qualified}`];
    return [loadMode === 'upsert' ? `merge each batch into ${qualified} by its key` : `copy into ${qualified}`];
  }
  const fill = [createTable(qualifiedFill, stream.schema, types, keyed), `copy into ${qualifiedFill}`];
  if (table !== null && use === 'insert') return [...fill, `insert into ${qualified} from ${qualifiedFill}`];
  if (table !== null && use === 'merge') return [...fill, `merge ${qualifiedFill} into ${qualified} by its key`];
  return [
    ...fill,
    ...(keyed ? [addPrimaryKey(qualifiedFill, stream.schema.keyProperties)] : []),
    table === null
      ? `alter table ${qualifiedFill} rename to ${quoteIdent(name)}`
      : `replace ${qualified} by ${qualifiedFill}`,
  ];
}
