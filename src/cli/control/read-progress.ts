/**
 * Reads the progress of a run from its workflows. The server knows the job's running children and what waits for a retry;
 * the pipelines and streams say the rest themselves. (The job's own `progress` lags behind by some seconds: its children
 * report seldom, to keep histories small.)
 */
import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import type { PipelineProgressView, StreamProgressView } from '../../model/progress';
import type { RetryView, RunEvent } from './control';

/** Queries answer within milliseconds or have no worker to answer them. */
const QUERY_TIMEOUT_MS = 2000;
/** A workflow task that waits this long has no worker, or a very busy one. */
const UNWORKED_MS = 3000;

type ProgressEvent = Extract<RunEvent, { event: 'progress' }>;

export interface ProgressReaderOptions {
  readonly client: Client;
  readonly taskQueue: string;
  /** Of the `runJob`. */
  readonly workflowId: string;
  readonly job: string;
  readonly notice: (message: string) => void;
}

export class ProgressReader {
  private readonly pipelines = new Map<string, PipelineProgressView>();
  private readonly closed = new Set<string>();
  /** What each stream showed last time: one that stands still may be waiting for a retry. */
  private marks = new Map<string, string>();
  private toldUnworked = false;

  constructor(private readonly options: ProgressReaderOptions) {}

  /** Null while there is nothing to show. Never throws: a run is not worse for a look that failed. */
  async read(): Promise<ProgressEvent | null> {
    const job = await this.describe(this.options.workflowId);
    if (job === null) return null;
    if (!this.toldUnworked) await this.tellUnworked(job);
    const running = childrenOf(job);
    const retries = retriesOf(job, null, null);
    for (const id of new Set([...this.pipelines.keys(), ...running])) {
      if (!this.closed.has(id)) retries.push(...(await this.readPipeline(id, running.includes(id))));
    }
    return { event: 'progress', progress: { job: this.options.job, pipelines: [...this.pipelines.values()] }, retries };
  }

  private async readPipeline(id: string, isRunning: boolean): Promise<RetryView[]> {
    const [view, described] = await Promise.all([
      this.query<PipelineProgressView>(id),
      isRunning ? this.describe(id) : null,
    ]);
    if (view === null) return retriesOf(described, null, null);
    if (!isRunning) this.closed.add(id);
    const children = new Set(described === null ? [] : childrenOf(described));
    const refreshed = view.streams.map((known) => this.readStream(`${id}/${known.stream}`, known, children));
    const streams = await Promise.all(refreshed);
    this.pipelines.set(id, { ...view, streams });
    const still = streams
      .filter(({ stream }) => children.has(`${id}/${stream}`))
      .filter((s) => this.standsStill(`${id}/${s.stream}`, s));
    const retries = still.map(async ({ stream }) =>
      retriesOf(await this.describe(`${id}/${stream}`), view.stateId, stream),
    );
    return [...retriesOf(described, view.stateId, null), ...(await Promise.all(retries)).flat()];
  }

  private async readStream(
    id: string,
    known: StreamProgressView,
    running: ReadonlySet<string>,
  ): Promise<StreamProgressView> {
    return running.has(id) ? ((await this.query<StreamProgressView>(id)) ?? known) : known;
  }

  private standsStill(workflowId: string, view: StreamProgressView): boolean {
    const mark = `${view.phase} ${view.rows} ${view.extractedRows}`;
    const before = this.marks.get(workflowId);
    this.marks.set(workflowId, mark);
    return before === mark;
  }

  private async query<T>(workflowId: string): Promise<T | null> {
    const { client } = this.options;
    try {
      const handle = client.workflow.getHandle(workflowId);
      return await client.withDeadline(Date.now() + QUERY_TIMEOUT_MS, () => handle.query<T>('progress'));
    } catch {
      return null;
    }
  }

  private async describe(workflowId: string): Promise<WorkflowExecutionDescription | null> {
    const { client } = this.options;
    try {
      return await client.withDeadline(Date.now() + QUERY_TIMEOUT_MS, () =>
        client.workflow.getHandle(workflowId).describe(),
      );
    } catch {
      return null;
    }
  }

  private async tellUnworked(job: WorkflowExecutionDescription): Promise<void> {
    const scheduled = job.raw.pendingWorkflowTask?.scheduledTime?.seconds;
    if (scheduled === undefined || scheduled === null || Date.now() - Number(scheduled) * 1000 < UNWORKED_MS) return;
    if (await this.hasWorker()) return;
    this.toldUnworked = true;
    this.options.notice(
      `No worker listens on the task queue \`${this.options.taskQueue}\`, so the run waits. Start one with \`meltemi worker\` in the project.`,
    );
  }

  private async hasWorker(): Promise<boolean> {
    const { client, taskQueue } = this.options;
    try {
      const { pollers } = await client.workflowService.describeTaskQueue({
        namespace: client.options.namespace,
        taskQueue: { name: taskQueue },
        taskQueueType: WORKFLOW_QUEUE,
      });
      return (pollers ?? []).length > 0;
    } catch {
      return true;
    }
  }
}

/** `TASK_QUEUE_TYPE_WORKFLOW` of Temporal's API. */
const WORKFLOW_QUEUE = 1;

function childrenOf(workflow: WorkflowExecutionDescription): readonly string[] {
  return (workflow.raw.pendingChildren ?? []).flatMap((child) => (child.workflowId ? [child.workflowId] : []));
}

function retriesOf(
  workflow: WorkflowExecutionDescription | null,
  stateId: string | null,
  stream: string | null,
): RetryView[] {
  return (workflow?.raw.pendingActivities ?? [])
    .filter((activity) => (activity.attempt ?? 1) > 1 && activity.lastFailure)
    .map((activity) => ({
      stream,
      stateId,
      activity: activity.activityType?.name ?? 'activity',
      attempt: activity.attempt ?? 1,
      reason: activity.lastFailure?.message ?? '',
    }));
}
