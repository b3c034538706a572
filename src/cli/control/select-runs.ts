/** Finds the running workflows that a person means by a workflow id, a job's name or a state id. */
import { WorkflowNotFoundError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { failedError } from '../cli-error';
import { listRuns } from './list-runs';

export interface RunPlace {
  readonly client: Client;
  /** The project's id, the first part of every workflow id. Throws what is wrong with the project's files. */
  readonly project: () => Promise<string>;
  readonly taskQueue: string;
}

interface RunningWorkflow {
  readonly workflowId: string;
  readonly runId: string;
}

/** Jobs of one project that run at the same time; more are not looked at. */
const MAX_RUNNING = 1000;

/** Statuses of a workflow that still takes orders. */
const OPEN = new Set(['RUNNING', 'PAUSED']);

/**
 * A workflow id (of a job, a pipeline or a stream) or a state id is exact; a job's name may stand for several runs, which
 * are all meant. Throws when nothing that runs has that name, naming what does run.
 */
export async function selectRuns(place: RunPlace, selector: string): Promise<readonly RunningWorkflow[]> {
  for (const workflowId of [selector, `${await place.project()}/${selector}`]) {
    const found = await findOpen(place.client, workflowId);
    if (found !== null) return [found];
  }
  const running = await listRuns({ ...place, uiUrl: () => null }, MAX_RUNNING, true);
  const named = running.filter(({ job }) => job === selector);
  if (named.length > 0) return named;
  const names = running.map((job) => `\`${job.workflowId}\``);
  throw failedError(
    `Nothing that runs is called \`${selector}\`.`,
    names.length === 0 ? 'No run is on; see `meltemi runs`.' : `These runs are on: ${names.join(', ')}.`,
  );
}

/** The running workflow of that id, or null. Needs no visibility, so it is never late. */
export async function findOpen(client: Client, workflowId: string): Promise<RunningWorkflow | null> {
  try {
    const { status, runId } = await client.workflow.getHandle(workflowId).describe();
    return OPEN.has(status.name) ? { workflowId, runId } : null;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}
