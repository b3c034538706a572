/** The recent runs of the project's workers, as the server's visibility shows them. */
import type { WorkflowExecutionInfo } from '@temporalio/client';
import type { RunSummary } from './control';
import type { RunSite } from './follow-run';

/** Newest first, as the server sorts them. Pipelines are looked up by their start: they begin with their job. */
export async function listRuns(site: RunSite, limit: number, onlyRunning = false): Promise<readonly RunSummary[]> {
  const { client, taskQueue } = site;
  const status = onlyRunning ? " AND ExecutionStatus = 'Running'" : '';
  const query = `WorkflowType = 'runJob' AND TaskQueue = '${taskQueue}'${status}`;
  const jobs: WorkflowExecutionInfo[] = [];
  for await (const job of client.workflow.list({ query, pageSize: limit })) {
    if (jobs.push(job) >= limit) break;
  }
  const oldest = jobs.at(-1);
  if (oldest === undefined) return [];
  const pipelines = await pipelinesByJob(site, oldest.startTime);
  return jobs.map((job) => summary(site, job, pipelines.get(job.runId) ?? []));
}

/** Keyed by the run id of the parent. */
async function pipelinesByJob(
  site: RunSite,
  since: Date,
): Promise<ReadonlyMap<string, readonly WorkflowExecutionInfo[]>> {
  const query = `WorkflowType = 'runPipeline' AND TaskQueue = '${site.taskQueue}' AND StartTime >= '${since.toISOString()}'`;
  const found = new Map<string, WorkflowExecutionInfo[]>();
  for await (const pipeline of site.client.workflow.list({ query })) {
    const parent = pipeline.parentExecution?.runId;
    if (typeof parent === 'string') found.set(parent, [...(found.get(parent) ?? []), pipeline]);
  }
  return found;
}

function summary(site: RunSite, job: WorkflowExecutionInfo, pipelines: readonly WorkflowExecutionInfo[]): RunSummary {
  const rows = pipelines.map(rowsOf).filter((count) => count !== null);
  return {
    workflowId: job.workflowId,
    runId: job.runId,
    job: pipelines.map((pipeline) => attributeOf(pipeline, 'MeltemiJob')).find(isText) ?? jobOf(job.workflowId),
    stateIds: pipelines.map((pipeline) => afterProject(pipeline.workflowId)).reverse(),
    status: job.status.name.toLowerCase().replaceAll('_', ' '),
    startedAt: job.startTime.toISOString(),
    seconds: ((job.closeTime ?? new Date()).getTime() - job.startTime.getTime()) / 1000,
    rows: rows.length === 0 ? null : rows.reduce((sum, count) => sum + count, 0),
    uiUrl: site.uiUrl(job.workflowId, job.runId),
  };
}

/** Set by the pipelines where the server has the attribute; `src/workflows/search-attributes.ts`. */
function attributeOf(pipeline: WorkflowExecutionInfo, name: string): unknown {
  return pipeline.typedSearchAttributes.getAll().find(({ key }) => key.name === name)?.value;
}

function rowsOf(pipeline: WorkflowExecutionInfo): number | null {
  const rows = attributeOf(pipeline, 'MeltemiRows');
  return typeof rows === 'number' ? rows : null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** `<project>/<job>/<time>` is what the command line makes; a run that somebody else started has an id of its own kind. */
export function jobOf(workflowId: string): string {
  const parts = workflowId.split('/');
  return parts.length < 3 ? workflowId : parts.slice(1, -1).join('/').replaceAll('+', ' ');
}

function afterProject(workflowId: string): string {
  return workflowId.slice(workflowId.indexOf('/') + 1);
}
