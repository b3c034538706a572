/** Planning in the command itself: the project and its plugins are at hand, so no worker has to run for it. */
import { OpenPipelines } from '../../activities/open-pipelines';
import { createPlanDeps } from '../../make-deps';
import { Redactor } from '../../model/redactor';
import type { RunJobOptions } from '../../model/run';
import type { BookmarkStore } from '../../state/bookmark-store';
import type { PlanView } from './control';
import { planView } from './plan-view';

export async function planHere(
  projectRoot: string,
  env: NodeJS.ProcessEnv,
  bookmarks: BookmarkStore,
  planned: RunJobOptions,
): Promise<PlanView> {
  const deps = createPlanDeps({
    projectRoot,
    environment: env,
    redactor: new Redactor(),
    bookmarks,
    searchAttributes: false,
    warn: (message) => process.stderr.write(`${message}\n`),
  });
  const pipelines = new OpenPipelines(deps);
  try {
    return await planView(deps, pipelines, planned);
  } finally {
    await pipelines.close();
  }
}
