/**
 * `runPipeline`: one tap → mappings → target block. Its workflow id, `<project>/<state id>`, is the lock on the state id:
 * the server runs one workflow per id, so there is no lease to leak. Starts a window of `syncStream` children, tries all of
 * them, and fails at the end if any failed.
 */
import {
  CancellationScope,
  CancelledFailure,
  getExternalWorkflowHandle,
  isCancellation,
  patched,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { KnownBookmarks } from '../model/activity-io';
import type { PipelinePlan, PlannedStream, RefusedStream } from '../model/plan';
import type { StreamBookmark } from '../model/position';
import type { PipelineProgressView, StreamProgressView } from '../model/progress';
import { addFaults, type MapFaults } from '../model/map-faults';
import type { PipelineReceipt, StreamOutcome, StreamReceipt } from '../model/receipt';
import type { RunPipelineInput } from '../model/run';
import { bookkeeping, mirroring, planning, sweeping } from './activity-options';
import { streamTable, viewOf } from './details';
import { pipelineFailed, readFailure, streamsFailed } from './failures';
import {
  pausedSignal,
  pauseUpdate,
  pipelineProgressQuery,
  pipelineProgressSignal,
  resumeUpdate,
  streamProgressSignal,
} from './messages';
import { setStatus } from './search-attributes';
import { ProgramsRun } from './programs-run';
import { startStream } from './start-stream';

/** A result must stay small: receipts of this many streams, failed ones first, then a count. */
const MAX_RECEIPTS = 20;
/** As for the streams' reports: a signal costs events in two histories. */
const REPORT_EVERY_MS = 5000;
/** Patch: the job hears of a pause, a new start and a cancel at once. Runs that began before it go on without. */
const TELLS_AT_ONCE = 'pipeline-tells-at-once';

export async function runPipeline(input: RunPipelineInput): Promise<PipelineReceipt> {
  return new PipelineRun(input).run();
}

class PipelineRun {
  private readonly views = new Map<string, StreamProgressView>();
  private readonly receipts: StreamReceipt[] = [];
  private readonly running = new Set<string>();
  private readonly hosts = new Set<string>();
  private warnings: readonly string[] = [];
  private error: PipelineReceipt['error'];
  private readonly startedAtMs = Date.now();
  private readonly runId = workflowInfo().firstExecutionRunId;
  private readonly workflowId = workflowInfo().workflowId;
  private programs: ProgramsRun | null = null;
  private paused: boolean;
  private reportedAtMs = Date.now();

  constructor(private readonly input: RunPipelineInput) {
    this.paused = input.paused ?? false;
    setHandler(pipelineProgressQuery, () => this.view(), { description: 'All streams: phase, rows, bytes, bookmark' });
    setHandler(streamProgressSignal, (view) => this.take(this.programs?.inAll(view) ?? view), {
      description: 'From the streams',
    });
    setHandler(pauseUpdate, () => this.setPaused(true), {
      description: 'Stop all streams between pages until `resume`; survives restarts',
    });
    setHandler(resumeUpdate, () => this.setPaused(false), { description: 'Go on after `pause`' });
    setHandler(pausedSignal, (paused) => this.setPaused(paused), { description: 'What the job was asked for' });
  }

  async run(): Promise<PipelineReceipt> {
    const { pipeline, options, searchAttributes } = this.input;
    const [plan, bookmarks] = await Promise.all([
      planning.planPipeline.executeWithOptions({ summary: pipeline.stateId }, [{ pipeline, options }]),
      bookkeeping.readBookmarks.executeWithOptions({ summary: pipeline.stateId }, [{ pipeline }]),
    ]);
    this.warnings = [...plan.warnings, ...(bookmarks.notes ?? [])];
    for (const stream of plan.streams) this.take(waiting(stream.name));
    for (const stream of plan.refused ?? []) this.refuse(stream, knownOf(bookmarks, stream.stream));
    const outcome = plan.programs === true ? await this.runPrograms() : await this.runStreams(plan, bookmarks);
    await CancellationScope.nonCancellable(() => this.sweep());
    if (plan.mirrorState === true) await CancellationScope.nonCancellable(() => this.mirror());
    const receipt = this.receipt(outcome);
    setStatus(searchAttributes, outcome, this.rows());
    if (outcome === 'cancelled') await this.reportCancelled();
    if (outcome === 'cancelled') throw new CancelledFailure('The pipeline was cancelled');
    if (outcome === 'failed') throw receipt.error === undefined ? streamsFailed(receipt) : pipelineFailed(receipt);
    return receipt;
  }

  private async runPrograms(): Promise<StreamOutcome> {
    this.programs = new ProgramsRun(
      this.input,
      this.runId,
      () => this.paused,
      () => this.showPaused(),
    );
    const { outcome, receipts, notes, error } = await this.programs.run();
    this.receipts.push(...receipts);
    for (const receipt of receipts) this.take(viewOf(receipt));
    this.warnings = [...this.warnings, ...notes];
    this.error = error;
    return outcome;
  }

  private showPaused(): void {
    for (const view of this.views.values()) this.take({ ...view, phase: 'paused' });
    void this.report();
  }

  private async runStreams(plan: PipelinePlan, bookmarks: KnownBookmarks): Promise<StreamOutcome> {
    const queue = [...plan.streams];
    const lane = async (): Promise<void> => {
      for (let stream = queue.shift(); stream !== undefined; stream = queue.shift()) {
        await this.runStream(stream, plan, knownOf(bookmarks, stream.name));
      }
    };
    const lanes = Array.from({ length: Math.min(plan.tuning.streamsInParallel, queue.length) }, lane);
    const settled = await Promise.allSettled(lanes);
    if (settled.some((result) => result.status === 'rejected' && isCancellation(result.reason))) return 'cancelled';
    for (const result of settled) if (result.status === 'rejected') throw result.reason;
    if (CancellationScope.current().consideredCancelled) return 'cancelled';
    return this.receipts.some((receipt) => receipt.outcome !== 'completed') ? 'failed' : 'completed';
  }

  private async runStream(stream: PlannedStream, plan: PipelinePlan, known: StreamBookmark | null): Promise<void> {
    const { pipeline, options, searchAttributes, job } = this.input;
    const context = {
      pipeline,
      options,
      runId: this.runId,
      stream,
      heartbeatTimeoutSeconds: plan.tuning.heartbeatTimeoutSeconds,
    };
    this.running.add(stream.name);
    try {
      const receipt = await startStream(
        {
          context,
          tuning: plan.tuning,
          known,
          paused: this.paused,
          searchAttributes,
          reportTo: this.workflowId,
          state: null,
        },
        { job, workflowId: `${this.workflowId}/${stream.name}` },
      );
      this.receipts.push(receipt);
      this.take(viewOf(receipt));
      if (receipt.hostQueue !== null) this.hosts.add(receipt.hostQueue);
    } finally {
      this.running.delete(stream.name);
    }
  }

  private refuse({ stream, code, message }: RefusedStream, known: StreamBookmark | null): void {
    const receipt: StreamReceipt = {
      stream,
      outcome: 'failed',
      rows: 0,
      extractedRows: 0,
      bytes: 0,
      pages: 0,
      seconds: 0,
      bookmark: known?.bookmark ?? null,
      delivery: 'exact',
      hostQueue: null,
      restarts: 0,
      notes: [],
      error: { code, message },
    };
    this.receipts.push(receipt);
    this.take(viewOf(receipt));
  }

  private async sweep(): Promise<void> {
    const { pipeline } = this.input;
    const sweeps = [...this.hosts].map((host) => sweeping(host).sweepPages({ pipeline, runId: this.runId }));
    await Promise.allSettled(sweeps);
  }

  /** The bookmarks are durable already, so a state backend that is away costs a warning, not the run. */
  private async mirror(): Promise<void> {
    const { pipeline } = this.input;
    const notes = await mirroring
      .mirrorState({ pipeline })
      .catch((error: unknown) => [
        `The state was not written to the state backend: ${readFailure(error).message} The next run or edit of the state writes it.`,
      ]);
    this.warnings = [...this.warnings, ...notes];
  }

  private setPaused(paused: boolean): void {
    this.paused = paused;
    setStatus(this.input.searchAttributes, paused ? 'paused' : 'running');
    for (const name of this.running) {
      getExternalWorkflowHandle(`${this.workflowId}/${name}`)
        .signal(pausedSignal, paused)
        .catch(() => undefined); // ended meanwhile
    }
    if (paused) this.programs?.pause();
    void this.report();
  }

  private take(view: StreamProgressView): void {
    const before = this.views.get(view.stream)?.phase;
    this.views.set(view.stream, view);
    setCurrentDetails(streamTable([...this.views.values()].slice(0, MAX_RECEIPTS)));
    const isDue = Date.now() - this.reportedAtMs >= REPORT_EVERY_MS;
    // After these nothing may come for long, so that what the job shows would stay wrong.
    const stops = view.phase !== before && (view.phase === 'paused' || view.phase === 'retrying');
    if (isDue || (stops && patched(TELLS_AT_ONCE))) void this.report();
  }

  /** A cancelled workflow cannot hand a result to its parent, and sends nothing from a cancelled scope. */
  private async reportCancelled(): Promise<void> {
    if (patched(TELLS_AT_ONCE)) await CancellationScope.nonCancellable(() => this.report());
  }

  private async report(): Promise<void> {
    const parent = workflowInfo().parent;
    if (parent === undefined) return;
    this.reportedAtMs = Date.now();
    await getExternalWorkflowHandle(parent.workflowId)
      .signal(pipelineProgressSignal, this.view())
      .catch(() => undefined); // it takes the receipt in any case
  }

  private view(): PipelineProgressView {
    const { stateId } = this.input.pipeline;
    return {
      stateId,
      workflowId: this.workflowId,
      paused: this.paused,
      streams: [...this.views.values()].slice(0, 1000),
    };
  }

  /** Also those of cancelled streams, which have no receipt. */
  private rows(): number {
    return [...this.views.values()].reduce((sum, view) => sum + view.rows, 0);
  }

  private receipt(outcome: StreamOutcome): PipelineReceipt {
    const worstFirst = [...this.receipts].sort(
      (a, b) => Number(a.outcome === 'completed') - Number(b.outcome === 'completed'),
    );
    const faults = this.receipts.reduce<MapFaults | null>((sum, each) => addFaults(sum, each.faults ?? null), null);
    return {
      pipeline: this.input.pipeline,
      outcome,
      rows: this.receipts.reduce((sum, r) => sum + r.rows, 0),
      bytes: this.receipts.reduce((sum, r) => sum + r.bytes, 0),
      seconds: (Date.now() - this.startedAtMs) / 1000,
      streams: worstFirst.slice(0, MAX_RECEIPTS),
      streamCount: this.receipts.length,
      ...(faults === null ? {} : { faults }),
      ...(this.error === undefined ? {} : { error: this.error }),
      ...(this.warnings.length === 0 ? {} : { warnings: this.warnings.slice(0, MAX_RECEIPTS) }),
    };
  }
}

function knownOf(bookmarks: KnownBookmarks, stream: string): StreamBookmark | null {
  const entry = Object.prototype.hasOwnProperty.call(bookmarks.streams, stream) ? bookmarks.streams[stream] : undefined;
  return entry ?? (bookmarks.editId === undefined ? null : { bookmark: null, editId: bookmarks.editId });
}

function waiting(stream: string): StreamProgressView {
  return {
    stream,
    phase: 'waiting',
    pages: 0,
    rows: 0,
    extractedRows: 0,
    bytes: 0,
    seconds: 0,
    bookmark: null,
    restarts: 0,
    lastError: null,
  };
}
