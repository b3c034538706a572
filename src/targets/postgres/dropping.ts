/** Drops what a run has staged: the stream's head goes back to where the run began, so that nothing is skipped later. */
import type { Client } from 'pg';
import { quoteQualified } from '../../systems/postgres/quote';
import type { StoredHead } from './ledger';
import type { Work } from './work';

/** Answers the head as it is then; the caller writes it. */
export async function dropStaging(work: Work, client: Client, head: StoredHead): Promise<StoredHead> {
  if (head.staging !== null) {
    await client.query(`drop table if exists ${quoteQualified(work.destination.schema, head.staging.table)}`);
  }
  await work.ledger.forgetRun(client, work.key, head.runId);
  return {
    ...head,
    seq: 0,
    rows: 0,
    position: { kind: 'start', bookmark: head.startBookmark },
    bookmark: head.startBookmark,
    staging: null,
  };
}
