/**
 * Prepares a stream: raises the epoch, settles what an earlier run left, makes the tables. One transaction under the
 * head's lock: a death at any point leaves everything as it was.
 */
import type { Client } from 'pg';
import { MeltemiError } from '../../model/errors';
import { reconcile, type Start, startsOver } from '../../model/reconcile';
import { quoteQualified } from '../../systems/postgres/quote';
import type { Prepared, PrepareRequest } from '../target';
import { columnTypes } from './column-types';
import { evolve } from './evolving';
import { dropStaging } from './dropping';
import type { StoredHead } from './ledger';
import { setDefaults } from './metadata';
import { publish } from './publishing';
import { stagingUse, type StagingUse } from './staging';
import { addPrimaryKey, createLike, createTable } from './table-ddl';
import { readTableShape, type TableShape } from './table-shape';
import { begin, commit, endRivals, withRivalsEnded } from './transaction';
import type { Work } from './work';

export async function prepareStream(work: Work, request: PrepareRequest, signal: AbortSignal): Promise<Prepared> {
  const purpose = `preparing ${work.destination.qualified} for \`${work.key.stream}\``;
  return work.pool.use({ side: 'target', purpose, signal }, async (client) => {
    const seen = (await work.ledger.readHead(client, work.key))?.epoch ?? 0;
    await endRivals(client, work.tag);
    const transaction = await begin(client, work.tag);
    const prepared = await withRivalsEnded(work.pool, transaction, 'superseded', () =>
      prepareLocked(work, client, request, seen),
    );
    await commit(transaction);
    return prepared;
  });
}

async function prepareLocked(work: Work, client: Client, request: PrepareRequest, seen: number): Promise<Prepared> {
  const stored = await work.ledger.createAndLockHead(client, work.key);
  // A worker that was frozen in here must not fence the one that took over from it.
  if ((stored?.epoch ?? 0) !== seen) throw preparedByAnother(request);
  const head = stored === null ? null : await settle(work, client, stored, request);
  const start = reconcile({
    head,
    known: request.known,
    runId: request.runId,
    // What replaces the whole table must be read as a whole.
    incremental: request.stream.replication.method === 'INCREMENTAL' && request.loadMode !== 'overwrite',
    fullRefresh: request.fullRefresh,
    restart: startsOver(request, head),
  });
  const goesOn = head !== null && head.runId === request.runId;
  const kept = goesOn ? head.staging : null;
  const table = await readTableShape(client, work.destination);
  const use =
    kept !== null
      ? kept.use
      : goesOn && head.seq > 0
        ? null
        : stagingUse(request.loadMode, request.stream, table !== null, work.settings.pipe);
  if (use === null || use === 'merge' || use === 'insert') await fitDestination(work, client, request, table, use);
  if (use !== null) {
    await (kept !== null ? fitFill(work, client, request) : makeFill(work, client, request, use));
    await setDefaults(client, work.destination.qualifiedFill, work.metadata);
  }
  // A run that was fenced by another one and starts from nothing again counts its batches from 1 again.
  if (start.seq === 0) await work.ledger.forgetRun(client, work.key, request.runId);
  await work.ledger.writeHead(
    client,
    work.key,
    {
      ...start,
      runId: request.runId,
      startBookmark: goesOn ? head.startBookmark : start.bookmark,
      staging: use === null ? null : { table: work.destination.fill, use },
      finished: false,
    },
    work.destination.qualified,
  );
  return toPrepared(start, table === null && !goesOn ? missingTableNote(work, start) : null);
}

/** Publishes or drops what this stream has staged, unless this very run goes on with it. */
async function settle(work: Work, client: Client, head: StoredHead, request: PrepareRequest): Promise<StoredHead> {
  const sameRun = head.runId === request.runId;
  if (sameRun && startsOver(request, head)) return dropStaging(work, client, head);
  if (head.staging === null) return head;
  const name = { schema: work.destination.schema, table: head.staging.table };
  const fill = await readTableShape(client, { ...name, qualified: quoteQualified(name.schema, name.table) });
  if (fill === null) return dropStaging(work, client, head);
  if (sameRun) return head;
  const key = request.stream.schema.keyProperties;
  if (!hasWorthyPart(head, request) || !key.every((column) => fill.columns.has(column)))
    return dropStaging(work, client, head);
  await publish(work, client, head, request.stream, request.loadMode);
  return { ...head, staging: null };
}

/** A first load that did not come to its end is worth keeping when its bookmark says how far it came. */
export function hasWorthyPart(
  head: StoredHead,
  { stream, loadMode }: Pick<PrepareRequest, 'stream' | 'loadMode'>,
): boolean {
  return (
    head.staging?.use === 'create' &&
    loadMode === 'upsert' &&
    stream.resumable &&
    stream.replication.method === 'INCREMENTAL' &&
    head.seq > 0 &&
    head.bookmark !== null &&
    head.bookmark.value !== head.startBookmark?.value
  );
}

async function fitDestination(
  work: Work,
  client: Client,
  request: PrepareRequest,
  table: TableShape | null,
  use: StagingUse | null,
): Promise<void> {
  const { schema } = request.stream;
  if (table !== null) {
    await evolve(client, work, work.destination, table, schema, request.loadMode === 'upsert');
  } else if (use === null) {
    const types = await columnTypes(client, schema.columns, work.settings.variant);
    const keyed = request.loadMode === 'upsert';
    await client.query(createTable(work.destination.qualified, schema, types, keyed));
    if (keyed) await client.query(addPrimaryKey(work.destination.qualified, schema.keyProperties));
  }
}

async function makeFill(work: Work, client: Client, request: PrepareRequest, use: StagingUse): Promise<void> {
  const { schema } = request.stream;
  const { qualified, qualifiedFill } = work.destination;
  await client.query(`drop table if exists ${qualifiedFill}`);
  const likeDestination =
    use !== 'create' && use !== 'replace' && (await readTableShape(client, work.destination)) !== null;
  const columns = schema.columns.map((column) => column.name);
  await client.query(
    likeDestination
      ? createLike(qualifiedFill, qualified, columns)
      : createTable(
          qualifiedFill,
          schema,
          await columnTypes(client, schema.columns, work.settings.variant),
          request.loadMode !== 'append',
        ),
  );
}

/** The source may have got a column in mid-run. */
async function fitFill(work: Work, client: Client, request: PrepareRequest): Promise<void> {
  const { schema, fill, qualifiedFill } = work.destination;
  const shape = await readTableShape(client, { schema, table: fill, qualified: qualifiedFill });
  if (shape !== null) await evolve(client, work, { qualified: qualifiedFill }, shape, request.stream.schema, false);
}

function toPrepared(start: Start, note: string | null): Prepared {
  const notes = [start.note, note].filter((text) => text !== null);
  return {
    epoch: start.epoch,
    seq: start.seq,
    position: start.position,
    bookmark: start.bookmark,
    rows: start.rows,
    parallelLoads: true,
    note: notes.length === 0 ? null : notes.join(' '),
  };
}

function missingTableNote(work: Work, start: Start): string | null {
  if (start.bookmark === null) return null;
  return (
    `${work.destination.qualified} did not exist, but there is a bookmark, so only what came after it is loaded; ` +
    'run with a full refresh to load everything.'
  );
}

function preparedByAnother(request: PrepareRequest): MeltemiError {
  return new MeltemiError(
    'TargetUnavailable',
    `Stream \`${request.stream.name}\` was prepared by another worker at the same time.`,
    'It is tried again.',
  );
}
