/** Ends a stream's run: publishes or drops what was staged, in one transaction with the head, and prunes the ledger. */
import type { Client } from 'pg';
import { MeltemiError } from '../../model/errors';
import type { FinishRequest } from '../target';
import { dropStaging } from './dropping';
import type { StoredHead } from './ledger';
import { hasWorthyPart } from './preparing';
import { publish } from './publishing';
import { tend } from './tending';
import { retireMissing } from './versions';
import { begin, commit, rollback, withRivalsEnded } from './transaction';
import type { Work } from './work';

export async function finishStream(work: Work, request: FinishRequest, signal: AbortSignal): Promise<void> {
  const purpose = `finishing ${work.destination.qualified} for \`${work.key.stream}\``;
  await work.pool.use({ side: 'target', purpose, signal }, async (client) => {
    const transaction = await begin(client, work.tag);
    const changed = await withRivalsEnded(work.pool, transaction, 'superseded', () =>
      finishLocked(work, client, request),
    );
    if (!changed) return rollback(transaction);
    work.faultPoint('before-target-commit');
    await commit(transaction);
    work.faultPoint('after-swap');
  });
}

/** False: an earlier call has done it all. */
async function finishLocked(work: Work, client: Client, request: FinishRequest): Promise<boolean> {
  const head = checkFence(await work.ledger.lockHead(client, work.key), request);
  if (head.finished) return false;
  const after = await settle(work, client, head, request);
  if (request.outcome === 'completed') {
    await tend(client, work);
    if (isWholeTable(request) && work.settings.activatesVersions) await retireMissing(client, work, request.runId);
  }
  await work.ledger.writeHead(client, work.key, { ...after, finished: true }, work.destination.qualified);
  await work.ledger.prune(client, work.key);
  return true;
}

/** What a full load does not bring again is gone in the source; a table that is replaced has no such rows. */
function isWholeTable({ stream, loadMode }: FinishRequest): boolean {
  return stream.replication.method === 'FULL_TABLE' && loadMode === 'upsert';
}

async function settle(work: Work, client: Client, head: StoredHead, request: FinishRequest): Promise<StoredHead> {
  if (head.staging === null) return head;
  if (request.outcome !== 'completed' && !hasWorthyPart(head, request)) return dropStaging(work, client, head);
  await publish(work, client, head, request.stream, request.loadMode);
  return { ...head, staging: null };
}

function checkFence(head: StoredHead | null, request: FinishRequest): StoredHead {
  if (head === null || head.epoch < request.epoch) {
    throw new MeltemiError(
      'SessionLost',
      `Stream \`${request.stream.name}\` cannot be finished: the target's \`meltemi_heads\` is older than this run (restored or emptied).`,
      'The stream starts again from what the target holds.',
    );
  }
  if (head.epoch > request.epoch || head.runId !== request.runId) {
    throw new MeltemiError(
      'FencedOut',
      `Finishing \`${request.stream.name}\` belongs to epoch ${String(request.epoch)}, which is over: the stream was taken over (epoch ${String(head.epoch)}).`,
      'Nothing was changed; there is nothing to do.',
    );
  }
  return head;
}
