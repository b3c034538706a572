/**
 * Reads the progress of a run from its workflows. The server knows the job's running children and what waits for a retry;
 * the pipelines and streams say the rest themselves. (The job's own `progress` lags behind by some seconds: its children
 * report seldom, to keep histories small.)
 */
import type { Client, WorkflowExecutionDescription, WorkflowHandle } from '@temporalio/client';
import type { PipelineProgressView, StreamPhase, StreamProgressView } from '../../model/progress';
import type { RetryView, RunEvent } from './control';

/** Answers come within milliseconds, or there is no worker to give them. */
const ASK_TIMEOUT_MS = 2000;
/** A workflow task that waits this long has no worker, or a very busy one. */
const UNWORKED_MS = 3000;

type ProgressEvent = Extract<RunEvent, { event: 'progress' }>;

interface WorkflowPlace {
  readonly workflowId: string;
  readonly runId?: string;
}

export interface ProgressReaderOptions {
  readonly client: Client;
  readonly taskQueue: string;
  /** Of the `runJob`. */
  readonly workflowId: string;
  readonly job: string;
  readonly notice: (message: string) => void;
}

export class ProgressReader {
  private readonly views = new Map<string, PipelineProgressView>();
  /** Pipelines that ran at the last look. */
  private readonly open = new Map<string, WorkflowPlace>();
  /** What each stream showed last time: one that stands still may be waiting for a retry. */
  private marks = new Map<string, string>();
  private toldUnworked = false;

  constructor(private readonly options: ProgressReaderOptions) {}

  /** Null while there is nothing to show. Never throws: a run is not worse for a look that failed. */
  async read(): Promise<ProgressEvent | null> {
    const { workflowId } = this.options;
    const job = await this.describe({ workflowId });
    if (job === null) return null;
    if (!this.toldUnworked) await this.tellUnworked(job);
    const running = childrenOf(job);
    const retries = retriesOf(job, null, null);
    for (const pipeline of running) retries.push(...(await this.readPipeline(pipeline)));
    const left = [...this.open.values()].filter((id) => !running.some((child) => child.workflowId === id.workflowId));
    for (const pipeline of left) await this.readEndedPipeline(pipeline);
    return this.event(retries);
  }

  /** How far everything came, once the run has ended; asks history which workflows there were. */
  async readEnd(): Promise<ProgressEvent | null> {
    try {
      for (const pipeline of await this.startedBy({ workflowId: this.options.workflowId }))
        await this.readEndedPipeline(pipeline);
      return this.event([]);
    } catch {
      return null;
    }
  }

  private event(retries: readonly RetryView[]): ProgressEvent {
    return { event: 'progress', progress: { job: this.options.job, pipelines: [...this.views.values()] }, retries };
  }

  private async readPipeline(pipeline: WorkflowPlace): Promise<RetryView[]> {
    const { workflowId } = pipeline;
    this.open.set(workflowId, pipeline);
    const [view, described] = await Promise.all([this.query<PipelineProgressView>(pipeline), this.describe(pipeline)]);
    if (view === null) return retriesOf(described, null, null);
    const children = new Set(described === null ? [] : childrenOf(described).map((child) => child.workflowId));
    const streams = await this.readStreams(pipeline, view, children);
    const still = streams
      .filter(({ stream }) => children.has(`${workflowId}/${stream}`))
      .filter((s) => this.standsStill(workflowId, s));
    const retries = still.map(async ({ stream }) =>
      retriesOf(await this.describe({ workflowId: `${workflowId}/${stream}` }), view.stateId, stream),
    );
    return [...retriesOf(described, view.stateId, null), ...(await Promise.all(retries)).flat()];
  }

  private async readEndedPipeline(pipeline: WorkflowPlace): Promise<void> {
    this.open.delete(pipeline.workflowId);
    const view = await this.query<PipelineProgressView>(pipeline);
    if (view === null) return;
    const started = await this.startedBy(pipeline);
    await this.readStreams(pipeline, view, new Set(started.map((child) => child.workflowId)));
  }

  /** A pipeline hears of its streams with a delay, so those that were started are asked themselves. */
  private async readStreams(
    { workflowId }: WorkflowPlace,
    view: PipelineProgressView,
    started: ReadonlySet<string>,
  ): Promise<readonly StreamProgressView[]> {
    const asked = view.streams.map(async (known) => {
      const id = `${workflowId}/${known.stream}`;
      return started.has(id) && !TOLD.has(known.phase)
        ? ((await this.query<StreamProgressView>({ workflowId: id })) ?? known)
        : known;
    });
    const streams = await Promise.all(asked);
    this.views.set(workflowId, { ...view, streams });
    return streams;
  }

  private standsStill(pipelineId: string, view: StreamProgressView): boolean {
    const key = `${pipelineId}/${view.stream}`;
    const mark = `${view.phase} ${view.rows} ${view.extractedRows}`;
    const before = this.marks.get(key);
    this.marks.set(key, mark);
    return before === mark;
  }

  private async query<T>(place: WorkflowPlace): Promise<T | null> {
    return this.ask(() => this.handle(place).query<T>('progress'));
  }

  private async describe(place: WorkflowPlace): Promise<WorkflowExecutionDescription | null> {
    return this.ask(() => this.handle(place).describe());
  }

  private handle({ workflowId, runId }: WorkflowPlace): WorkflowHandle {
    return this.options.client.workflow.getHandle(workflowId, runId);
  }

  /** Not started yet, just ended, or no worker: what is known already has to do, and the run's end is awaited elsewhere. */
  private async ask<T>(question: () => Promise<T>): Promise<T | null> {
    try {
      return await this.options.client.withDeadline(Date.now() + ASK_TIMEOUT_MS, question);
    } catch {
      return null;
    }
  }

  private async startedBy(parent: WorkflowPlace): Promise<readonly WorkflowPlace[]> {
    const history = await this.ask(() => this.handle(parent).fetchHistory());
    return (history?.events ?? []).flatMap((event) => {
      const { workflowId, runId } = event.childWorkflowExecutionStartedEventAttributes?.workflowExecution ?? {};
      return workflowId && runId ? [{ workflowId, runId }] : [];
    });
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

type Timestamp = NonNullable<
  NonNullable<WorkflowExecutionDescription['raw']['pendingActivities']>[number]['scheduledTime']
>;

function childrenOf(workflow: WorkflowExecutionDescription): readonly WorkflowPlace[] {
  return (workflow.raw.pendingChildren ?? []).flatMap(({ workflowId, runId }) =>
    workflowId && runId ? [{ workflowId, runId }] : [],
  );
}

/** Phases whose last word the pipeline has. That of a cancelled stream gets lost: Temporal keeps no details of a cancel. */
const TOLD: ReadonlySet<StreamPhase> = new Set(['completed', 'failed']);

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
      startsAt: startOf(activity.scheduledTime),
      reason: activity.lastFailure?.message ?? '',
    }));
}

/** The server schedules an attempt for the moment at which it may begin. */
function startOf(scheduled: Timestamp | null | undefined): string | null {
  const ms = Number(scheduled?.seconds ?? 0) * 1000 + (scheduled?.nanos ?? 0) / 1e6;
  return ms > Date.now() ? new Date(ms).toISOString() : null;
}
