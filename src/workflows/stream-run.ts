/** What one `syncStream` knows of itself while it runs: its state, its phase, and how it shows them. Holds no control flow. */
import { getExternalWorkflowHandle, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { StreamContext } from '../model/activity-io';
import type { RunTuning } from '../model/plan';
import type { StreamBookmark } from '../model/position';
import type { StreamPhase, StreamProgressView } from '../model/progress';
import type { StreamOutcome, StreamReceipt } from '../model/receipt';
import type { SyncState } from '../model/sync-state';
import type { Failure } from './failures';
import { streamProgressSignal } from './messages';
import { streamDetails } from './details';
import { setStatus } from './search-attributes';

/** A signal costs events in two histories, so a pipeline hears of its streams at most this often. */
const REPORT_EVERY_MS = 5000;

export interface SyncStreamInput {
  readonly context: StreamContext;
  readonly tuning: RunTuning;
  readonly known: StreamBookmark | null;
  readonly paused: boolean;
  readonly searchAttributes: boolean;
  /** Workflow id of the pipeline that wants progress signals. */
  readonly reportTo: string;
  /** Set by continue-as-new. */
  readonly state: SyncState | null;
}

export class StreamRun {
  readonly context: StreamContext;
  readonly tuning: RunTuning;
  readonly known: StreamBookmark | null;
  private current: SyncState | null;
  private phase: StreamPhase = 'preparing';
  private reportedAtMs = Date.now();
  paused: boolean;

  constructor(private readonly input: SyncStreamInput) {
    this.context = input.context;
    this.tuning = input.tuning;
    this.known = input.known;
    this.current = input.state;
    this.paused = input.state?.paused ?? input.paused;
    if (input.state !== null) this.setPhase('running');
  }

  get name(): string {
    return this.context.stream.name;
  }

  get stateOrNull(): SyncState | null {
    return this.current;
  }

  /** The state after `prepare`; asking for it before is a bug of ours. */
  get state(): SyncState {
    if (this.current === null) throw new Error('the stream is not prepared');
    return this.current;
  }

  set state(state: SyncState) {
    this.current = state;
    this.show();
  }

  setPaused(paused: boolean): void {
    this.paused = paused;
    if (this.current !== null) this.setPhase(paused ? 'paused' : 'running');
  }

  setPhase(phase: StreamPhase): void {
    if (phase === this.phase) return;
    this.phase = phase;
    if (phase === 'paused' || phase === 'retrying') void this.report();
    if (phase !== 'preparing' && phase !== 'finishing')
      setStatus(this.input.searchAttributes, phase, this.current?.rows);
    this.show();
  }

  /** True when this run's history is long enough: the stream then goes on in a new one. */
  historyIsLong(): boolean {
    const info = workflowInfo();
    return info.continueAsNewSuggested || info.historyLength > this.tuning.maxHistoryEvents;
  }

  /** The pages that the next load may delete; each is given out once. */
  takeDiscard(): readonly string[] {
    if (this.current === null || this.current.discard.length === 0) return [];
    const keys = this.current.discard;
    this.current = { ...this.current, discard: [] };
    return keys;
  }

  carried(): SyncState {
    return { ...this.state, paused: this.paused };
  }

  view(): StreamProgressView {
    const state = this.current;
    return {
      stream: this.name,
      phase: this.phase,
      pages: state?.pages ?? 0,
      rows: state?.rows ?? 0,
      extractedRows: state?.extractedRows ?? 0,
      bytes: state?.bytes ?? 0,
      seconds: this.seconds(),
      bookmark: state?.bookmark ?? this.known?.bookmark ?? null,
      restarts: state?.restarts ?? 0,
      lastError: state?.lastError ?? null,
      ...(state?.faults === undefined ? {} : { faults: state.faults }),
    };
  }

  receipt(outcome: StreamOutcome, failure: Failure | null): StreamReceipt {
    const { stream, rows, extractedRows, bytes, pages, seconds, bookmark, restarts, faults } = this.view();
    return {
      stream,
      outcome,
      rows,
      extractedRows,
      bytes,
      pages,
      seconds,
      bookmark,
      delivery: this.context.stream.output.delivery,
      restarts,
      hostQueue: this.current?.hostQueue ?? null,
      notes: this.current?.notes ?? [],
      ...(faults === undefined ? {} : { faults }),
      ...(failure === null ? {} : { error: { code: failure.code, message: failure.message } }),
    };
  }

  private seconds(): number {
    return this.current === null ? 0 : (Date.now() - this.current.startedAtMs) / 1000;
  }

  /** Tells the pipeline now. A pipeline that is gone needs no report; it ends its streams by cancelling them. */
  async report(): Promise<void> {
    this.reportedAtMs = Date.now();
    await getExternalWorkflowHandle(this.input.reportTo)
      .signal(streamProgressSignal, this.view())
      .catch(() => undefined);
  }

  private show(): void {
    setCurrentDetails(streamDetails(this.view()));
    if (Date.now() - this.reportedAtMs >= REPORT_EVERY_MS) void this.report();
  }
}
