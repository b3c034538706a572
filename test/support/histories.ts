/** Histories of workflows: replayed against the workflows as they are now, or saved for the releases to come. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { Worker } from '@temporalio/worker';
import type { ReplayHistoriesIterable, WorkflowBundle } from '@temporalio/worker';

const { History } = temporal.api.history.v1;
type History = temporal.api.history.v1.History;

/** Plain JSON that `fromObject` takes back. */
const PLAIN = { longs: String, bytes: String, enums: String };

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

/** Saves one history per run of a server as `<folder>/<workflow id>-<run>.json`, for `test/replay`. */
export async function saveAll(client: Client, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for await (const { workflowId, runId } of client.workflow.list()) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const name = `${workflowId}-${runId.slice(0, 8)}`.replaceAll(/[^\w.-]+/g, '_');
    // Stacks name the folder of whoever recorded; nobody should have to read it.
    const text = JSON.stringify(History.toObject(history as History, PLAIN)).replaceAll(process.cwd(), '/meltemi');
    writeFileSync(join(folder, `${name}.json`), `${text}\n`);
  }
}

/** What `saveAll` wrote. */
export function readHistory(file: string): History {
  return History.fromObject(JSON.parse(readFileSync(file, 'utf8')) as object);
}
