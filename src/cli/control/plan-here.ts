/** Planning in the command itself: the project and its plugins are at hand, so no worker has to run for it. */
import type { Client } from '@temporalio/client';
import { OpenPipelines } from '../../activities/open-pipelines';
import { createDeps } from '../../make-deps';
import { Redactor } from '../../model/redactor';
import type { RunJobOptions } from '../../model/run';
import { TASK_QUEUE } from '../../model/task-queue';
import { BookmarkWorkflowStore } from '../../temporal/bookmark-workflow-store';
import type { PlanView } from './control';
import { planView } from './plan-view';

export async function planHere(
  projectRoot: string,
  env: NodeJS.ProcessEnv,
  client: Client,
  planned: RunJobOptions,
): Promise<PlanView> {
  const deps = await createDeps({
    projectRoot,
    environment: env,
    redactor: new Redactor(),
    bookmarks: new BookmarkWorkflowStore(client, TASK_QUEUE),
    searchAttributes: false,
    taskQueue: TASK_QUEUE,
    warn: (message) => process.stderr.write(`${message}\n`),
  });
  const pipelines = new OpenPipelines(deps);
  try {
    return await planView(deps, pipelines, planned);
  } finally {
    await pipelines.close();
    await deps.mapper.close();
  }
}
