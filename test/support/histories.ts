/** Histories of workflows: replayed against the workflows as they are now, or saved for the releases to come. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import type { ReplayHistoriesIterable, WorkflowBundle } from '@temporalio/worker';
import { findTemporalBinary } from '../../src/temporal/binary';

/** Replays all workflows of a server, closed and open; throws naming those that do not. Answers how many there were. */
export async function replayAll(client: Client, workflowBundle: WorkflowBundle): Promise<number> {
  let count = 0;
  const failed: string[] = [];
  const histories = client.workflow.list().intoHistories() as ReplayHistoriesIterable;
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle }, histories)) {
    count++;
    if (error) failed.push(`${workflowId}: ${error.message}`);
  }
  if (failed.length > 0) throw new Error(`${failed.length} of ${count} histories do not replay:\n${failed.join('\n')}`);
  return count;
}

/** Saves one history per workflow of a server as `<folder>/<workflow id>.json`, for `test/replay`, by Temporal's own command line. */
export async function saveAll(client: Client, address: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const { path } = await findTemporalBinary({ environment: process.env, onLine: () => undefined });
  for await (const { workflowId, runId } of client.workflow.list()) {
    const name = `${workflowId}-${runId.slice(0, 8)}`.replaceAll(/[^\w.-]+/g, '_');
    const args = ['workflow', 'show', '--address', address, '-w', workflowId, '-r', runId, '--output', 'json'];
    writeFileSync(join(folder, `${name}.json`), execFileSync(path, args));
  }
}
