/** The `Control` of a process that has a worker: it has a client, the project and the plugins at hand. */
import { resolveJob } from '../../activities/resolve-job';
import type { RunningWorker } from '../../worker';
import { TASK_QUEUE } from '../../model/task-queue';
import type { Control } from './control';
import { planView } from './plan-view';
import { createTemporalControl } from './temporal-control';

/** `uiAddress`: base address of the Temporal UI, e.g. `http://127.0.0.1:8233`; null when nobody knows it. */
export function createWorkerControl(worker: RunningWorker, uiAddress: string | null): Control {
  const { client, deps, pipelines } = worker;
  return createTemporalControl({
    client,
    // The id is the same in all environments, so none is asked for.
    project: async () => (await deps.projects.load(null)).id,
    taskQueue: TASK_QUEUE,
    uiAddress,
    check: (options) => resolveJob(deps, options),
    plan: (options) => planView(deps, pipelines, options),
    states: deps.states,
  });
}
