/**
 * `runJob`: one invocation of a job, like `meltano run`: its blocks one after the other; a failed block stops the later ones.
 * The input is a job's name or a list of blocks, bare or in an object with options.
 */
import {
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  ChildWorkflowFailure,
  condition,
  getExternalWorkflowHandle,
  isCancellation,
  patched,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { JobProgressView, PipelineProgressView } from '../model/progress';
import type { JobReceipt, PipelineReceipt, StreamOutcome } from '../model/receipt';
import type { CommandRef, JobPlan, JobStep, RunJobInput, RunJobOptions, RunPipelineInput } from '../model/run';
import { planning } from './activity-options';
import { CommandSteps } from './command-steps';
import { streamTable, viewOf } from './details';
import { readFailure } from './failures';
import { jobProgressQuery, pausedSignal, pauseUpdate, pipelineProgressSignal, resumeUpdate } from './messages';
import { describeJob, setStatus } from './search-attributes';
import { pipelineWorkflowId, startPipeline } from './start-pipeline';

/** Patch: a paused job has that as its status. Runs that began before it go on without. */
const SHOWS_PAUSE = 'job-shows-pause';

export async function runJob(input: RunJobInput): Promise<JobReceipt> {
  return new JobRun(optionsOf(input)).run();
}

function optionsOf(input: RunJobInput): RunJobOptions {
  return typeof input === 'string' || isBlocks(input) ? { job: input } : input;
}

function isBlocks(input: readonly string[] | RunJobOptions): input is readonly string[] {
  return Array.isArray(input);
}

class JobRun {
  private readonly views = new Map<string, PipelineProgressView>();
  private readonly receipts: PipelineReceipt[] = [];
  private readonly commands = new CommandSteps(() => this.showDetails());
  private readonly startedAtMs = Date.now();
  private running: string | null = null;
  private paused = false;
  private searchable = false;
  /** Loaded by a pipeline that was cancelled and so has no receipt. */
  private cancelledRows = 0;

  constructor(private readonly options: RunJobOptions) {
    setHandler(jobProgressQuery, () => this.view(), { description: 'All pipelines and streams of the job so far' });
    setHandler(pipelineProgressSignal, (view) => this.take(view), { description: 'From the pipelines' });
    setHandler(pauseUpdate, () => this.setPaused(true), {
      description: 'Stop between pages until `resume`; survives restarts',
    });
    setHandler(resumeUpdate, () => this.setPaused(false), { description: 'Go on after `pause`' });
  }

  async run(): Promise<JobReceipt> {
    const { job, pipelines, steps } = await this.plan();
    const [first] = pipelines;
    this.searchable = first?.searchAttributes === true;
    if (first !== undefined && this.searchable) describeJob(job, first.pipeline, this.paused ? 'paused' : 'running');
    try {
      await this.withinTime(async () => {
        if (steps === undefined) for (const input of pipelines) await this.runOne(input, job);
        else await this.runSteps(steps, pipelines, job);
      });
    } catch (error) {
      const rows = this.receipt('failed').rows + this.cancelledRows;
      setStatus(this.searchable, isCancellation(error) ? 'cancelled' : 'failed', rows);
      throw error;
    }
    const receipt = this.receipt('completed');
    setStatus(this.searchable, 'completed', receipt.rows);
    return receipt;
  }

  /** The run itself says why it was refused: lists and the `temporal` program show no deeper cause first. */
  private async plan(): Promise<JobPlan> {
    try {
      return await planning.planJob.executeWithOptions({ summary: this.view().job }, [this.options]);
    } catch (error) {
      if (isCancellation(error)) throw error;
      const { code, message } = readFailure(error);
      throw ApplicationFailure.create({ type: code, message, nonRetryable: true });
    }
  }

  /** Cancels the work when the run has its time; what was extracted by then is still loaded. */
  private async withinTime(work: () => Promise<void>): Promise<void> {
    const { timeoutSeconds } = this.options;
    if (timeoutSeconds === undefined) return work();
    const scope = new CancellationScope({ cancellable: true, timeout: timeoutSeconds * 1000 });
    try {
      await scope.run(work);
    } catch (error) {
      // When a person cancels, the whole workflow is cancelled and not this part of it alone.
      if (!isCancellation(error) || CancellationScope.current().consideredCancelled) throw error;
      throw ApplicationFailure.create({
        type: 'TimedOut',
        message: `The run was cancelled after ${timeoutSeconds} s, its timeout; what was extracted is loaded, and the next run goes on from there.`,
        nonRetryable: true,
        details: [this.receipt('failed')],
      });
    }
  }

  private async runSteps(
    steps: readonly JobStep[],
    pipelines: readonly RunPipelineInput[],
    job: string,
  ): Promise<void> {
    for (const [index, step] of steps.entries()) {
      if ('command' in step) await this.runCommand(step.command, index + 1);
      else for (const input of pipelines.slice(step.pipeline, step.pipeline + 1)) await this.runOne(input, job);
    }
  }

  /** A program cannot be paused, but one that has not begun can wait. */
  private async runCommand(command: CommandRef, block: number): Promise<void> {
    await condition(() => !this.paused);
    try {
      await this.commands.run(command, block);
    } catch (error) {
      if (isCancellation(error)) throw new CancelledFailure('The job was cancelled');
      throw this.failure(error);
    }
  }

  private async runOne(input: RunPipelineInput, job: string): Promise<void> {
    const workflowId = pipelineWorkflowId(input);
    try {
      const handle = await startPipeline({ ...input, paused: this.paused }, job, this.options.force === true);
      this.running = workflowId;
      this.end(workflowId, await handle.result());
    } catch (error) {
      throw this.ended(error, workflowId, input);
    } finally {
      this.running = null;
    }
  }

  private ended(error: unknown, workflowId: string, input: RunPipelineInput): unknown {
    if (error instanceof WorkflowExecutionAlreadyStartedError) {
      return ApplicationFailure.create({
        type: 'LockHeld',
        message:
          `State id \`${input.pipeline.stateId}\` is in use by the running workflow \`${workflowId}\`. ` +
          'Wait for it to end, cancel it with `meltemi cancel`, take its place with `--force`, or give this run another state id with `--state-id-suffix`.',
        nonRetryable: true,
      });
    }
    if (!(error instanceof ChildWorkflowFailure)) return error;
    if (isCancellation(error)) {
      this.cancelledRows = rowsOf(this.views.get(workflowId));
      return new CancelledFailure('The job was cancelled');
    }
    const receipt = error.cause instanceof ApplicationFailure ? error.cause.details?.[0] : undefined;
    if (isPipelineReceipt(receipt)) this.end(workflowId, receipt);
    return this.failure(error);
  }

  private failure(error: unknown): ApplicationFailure {
    const { code, message } = readFailure(error);
    return ApplicationFailure.create({ type: code, message, nonRetryable: true, details: [this.receipt('failed')] });
  }

  private end(workflowId: string, receipt: PipelineReceipt): void {
    this.receipts.push(receipt);
    const { stateId } = receipt.pipeline;
    this.take({ stateId, workflowId, paused: false, streams: receipt.streams.map(viewOf) });
  }

  private setPaused(paused: boolean): void {
    this.paused = paused;
    if (this.searchable && patched(SHOWS_PAUSE)) setStatus(true, paused ? 'paused' : 'running');
    if (this.running === null) return;
    getExternalWorkflowHandle(this.running)
      .signal(pausedSignal, paused)
      .catch(() => undefined); // ended meanwhile
  }

  private take(view: PipelineProgressView): void {
    this.views.set(view.workflowId, view);
    this.showDetails();
  }

  private showDetails(): void {
    const blocks = [...this.views.values()].map(
      (pipeline) => `\`${pipeline.stateId}\`\n\n${streamTable(pipeline.streams.slice(0, 20))}`,
    );
    setCurrentDetails([...blocks, ...this.commands.details()].join('\n\n'));
  }

  private view(): JobProgressView {
    const { job } = this.options;
    return { job: typeof job === 'string' ? job : job.join(' '), pipelines: [...this.views.values()] };
  }

  private receipt(outcome: StreamOutcome): JobReceipt {
    return {
      job: this.view().job,
      outcome,
      rows: this.receipts.reduce((sum, r) => sum + r.rows, 0),
      bytes: this.receipts.reduce((sum, r) => sum + r.bytes, 0),
      seconds: (Date.now() - this.startedAtMs) / 1000,
      pipelines: this.receipts,
      ...(this.commands.receipts.length === 0 ? {} : { commands: this.commands.receipts }),
    };
  }
}

function rowsOf(view: PipelineProgressView | undefined): number {
  return (view?.streams ?? []).reduce((sum, stream) => sum + stream.rows, 0);
}

function isPipelineReceipt(value: unknown): value is PipelineReceipt {
  return typeof value === 'object' && value !== null && 'pipeline' in value && 'streams' in value;
}
