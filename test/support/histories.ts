/** Checks that every history which a test made replays against the workflows as they are now. */
import type { Client } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import type { ReplayHistoriesIterable } from '@temporalio/worker';

/** Replays all closed and open workflows of a server; throws naming those that do not. */
export async function replayAll(client: Client): Promise<number> {
  let count = 0;
  const failed: string[] = [];
  const results = Worker.runReplayHistories(
    { workflowsPath: require.resolve('../../src/workflows') },
    client.workflow.list().intoHistories() as ReplayHistoriesIterable,
  );
  for await (const { workflowId, error } of results) {
    count++;
    if (error) failed.push(`${workflowId}: ${error.message}`);
  }
  if (failed.length > 0) throw new Error(`${failed.length} of ${count} histories do not replay:\n${failed.join('\n')}`);
  return count;
}
