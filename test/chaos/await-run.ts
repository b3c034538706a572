/** Waits for the end of a run whose server comes and goes. */
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowFailedError, type Client } from '@temporalio/client';
import type { JobReceipt } from '../../src/model/receipt';

/** Null: it failed, which is said, or had not ended after `patienceMs`; then it is terminated, so that nobody waits for its state id. */
export async function awaitRun(
  client: Client,
  workflowId: string,
  patienceMs: number,
  say: (line: string) => void,
): Promise<JobReceipt | null> {
  const deadline = Date.now() + patienceMs;
  while (Date.now() < deadline) {
    try {
      const late = sleep(deadline - Date.now(), null, { ref: false });
      const receipt = await Promise.race([client.workflow.getHandle(workflowId).result() as Promise<JobReceipt>, late]);
      if (receipt !== null) return receipt;
    } catch (error) {
      if (error instanceof WorkflowFailedError) {
        say(`run ${workflowId} failed: ${error.cause?.message ?? error.message}`);
        return null;
      }
      await sleep(300); // the server is down; it comes back
    }
  }
  const handle = client.workflow.getHandle(workflowId);
  await handle.terminate('chaos gave up').catch(() => undefined);
  return null;
}
