/** Says what the target is going to do with a stream; changes nothing. */
import { existsSync } from 'node:fs';
import { useDatabase } from '../../systems/duckdb/database-file';
import { deliveryOf } from '../../model/delivery';
import type { LoadMode } from '../../model/plan';
import { refuseSameNames } from '../formats/page-scan';
import type { OutputStream, TargetPlan } from '../target';
import { stagingUse } from './staging';
import { createTable, fitting, readTableShape, type TableShape } from './tables';
import type { Work } from './work';

export async function planStream(
  work: Work,
  stream: OutputStream,
  loadMode: LoadMode,
  signal: AbortSignal,
): Promise<TargetPlan> {
  refuseSameNames(stream.schema.columns);
  const table = existsSync(work.path)
    ? await useDatabase(work.path, signal, (connection) => readTableShape(connection, work.destination))
    : null;
  return {
    destination: `${work.path}: ${work.destination.qualified}`,
    loadMode,
    // Every row goes in with its ledger row, or is staged until the stream's end.
    delivery: deliveryOf(loadMode, stream.replication),
    encodings: ['text'],
    steps: steps(work, stream, loadMode, table),
  };
}

function steps(work: Work, stream: OutputStream, loadMode: LoadMode, table: TableShape | null): readonly string[] {
  const { destination, fill } = work;
  const use = stagingUse(loadMode, stream);
  const how = loadMode === 'upsert' ? 'merge each batch by its key into' : 'load into';
  const fits = table === null ? [] : fitting(destination, table, stream.schema);
  if (use === null) {
    const make = table === null ? [createTable(destination, stream.schema)] : fits;
    return [...make, `${how} ${destination.qualified}`];
  }
  const staged = [createTable(fill, stream.schema), `${how} ${fill.qualified}`];
  if (table === null || use === 'replace') return [...staged, `${fill.qualified} becomes ${destination.qualified}`];
  return [...fits, ...staged, `${use} the rows of ${fill.qualified} into ${destination.qualified}`];
}
