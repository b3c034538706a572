/**
 * A pipeline of programs: one activity that runs them all, and what a receipt says of it. A pause ends the programs after what the tap has
 * given is loaded, and starts them again from there.
 */
import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  condition,
  isCancellation,
  patched,
} from '@temporalio/workflow';
import type { StreamProgressView } from '../model/progress';
import type { StreamOutcome, StreamReceipt } from '../model/receipt';
import type { RunPipelineInput } from '../model/run';
import { sumStreams, type SingerEnd, type SingerStream } from '../model/singer-run';
import { runningPrograms } from './activity-options';
import { readFailure } from './failures';

export interface ProgramsEnd {
  readonly outcome: StreamOutcome;
  readonly receipts: readonly StreamReceipt[];
  readonly notes: readonly string[];
  readonly error?: { readonly code: string; readonly message: string };
}

interface Part {
  readonly end: SingerEnd;
  readonly outcome: StreamOutcome;
  readonly error?: ProgramsEnd['error'];
}

/** Patch: programs are paused. Runs that were asked for it before go on without. */
const PAUSES_PROGRAMS = 'programs-pause';

export class ProgramsRun {
  readonly #input: RunPipelineInput;
  readonly #runId: string;
  readonly #isPaused: () => boolean;
  readonly #onPaused: () => void;
  #running: CancellationScope | null = null;
  /** Of the parts before the last pause. */
  #streams: readonly SingerStream[] = [];

  /** `onPaused`: the programs have ended, or have not begun, and wait for `isPaused` to be false. */
  constructor(input: RunPipelineInput, runId: string, isPaused: () => boolean, onPaused: () => void) {
    this.#input = input;
    this.#runId = runId;
    this.#isPaused = isPaused;
    this.#onPaused = onPaused;
  }

  /** Never throws: how it ended is in the answer. */
  async run(): Promise<ProgramsEnd> {
    const startedAtMs = Date.now();
    const notes: string[] = [];
    let confirmed: SingerEnd['confirmed'];
    for (;;) {
      if (this.#isPaused() && patched(PAUSES_PROGRAMS) && !(await this.#resumed()))
        return this.#ended({ end: { streams: [], notes: [] }, outcome: 'cancelled' }, notes, startedAtMs);
      const part = await this.#part(confirmed);
      notes.push(...part.end.notes);
      const isPause = part.end.stopped === true && !CancellationScope.current().consideredCancelled;
      if (!isPause) return this.#ended(part, notes, startedAtMs);
      this.#streams = sumStreams([this.#streams, part.end.streams]);
      confirmed = part.end.confirmed ?? confirmed;
    }
  }

  /** What the tap has given by now is loaded first. */
  pause(): void {
    if (this.#running !== null && patched(PAUSES_PROGRAMS)) this.#running.cancel();
  }

  /** A report of the programs that run now, with what was done before a pause. */
  inAll(view: StreamProgressView): StreamProgressView {
    const before = this.#streams.find(({ stream }) => stream === view.stream);
    if (before === undefined) return view;
    const { rows, extractedRows, bytes } = before;
    return {
      ...view,
      rows: view.rows + rows,
      extractedRows: view.extractedRows + extractedRows,
      bytes: view.bytes + bytes,
    };
  }

  /** False: the run was cancelled meanwhile. */
  async #resumed(): Promise<boolean> {
    this.#onPaused();
    try {
      await condition(() => !this.#isPaused());
      return true;
    } catch (error) {
      if (isCancellation(error)) return false;
      throw error;
    }
  }

  async #part(confirmed: SingerEnd['confirmed']): Promise<Part> {
    const { pipeline, options } = this.#input;
    const summary = [pipeline.tap, ...pipeline.mappings, pipeline.target].join(' → ');
    const input = { pipeline, options, runId: this.#runId, ...(confirmed === undefined ? {} : { confirmed }) };
    const scope = new CancellationScope({ cancellable: true });
    this.#running = scope;
    try {
      const end = await scope.run(() => runningPrograms.runSinger.executeWithOptions({ summary }, [input]));
      return { end, outcome: end.stopped === true ? 'cancelled' : 'completed' };
    } catch (error) {
      const end = endIn(error);
      // A pause that came before they had begun.
      if (isCancellation(error)) return { end: { ...end, stopped: true }, outcome: 'cancelled' };
      const { code, message } = readFailure(error);
      return { end, outcome: 'failed', error: { code, message } };
    } finally {
      this.#running = null;
    }
  }

  #ended({ end, outcome, error }: Part, notes: readonly string[], startedAtMs: number): ProgramsEnd {
    const seconds = (Date.now() - startedAtMs) / 1000;
    const streams = sumStreams([this.#streams, end.streams]);
    const receipts = streams.map((stream) => receiptOf(stream, outcome, seconds));
    return { outcome, receipts, notes, ...(error === undefined ? {} : { error }) };
  }
}

/** An attempt that failed tells what had gone through by then. */
function endIn(error: unknown): SingerEnd {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  const details = cause instanceof ApplicationFailure ? cause.details?.[0] : undefined;
  return isEnd(details) ? details : { streams: [], notes: [] };
}

function isEnd(value: unknown): value is SingerEnd {
  return typeof value === 'object' && value !== null && 'streams' in value && 'notes' in value;
}

function receiptOf(
  { stream, rows, extractedRows, bytes, bookmark = null }: SingerStream,
  outcome: StreamOutcome,
  seconds: number,
): StreamReceipt {
  return {
    stream,
    outcome,
    rows,
    extractedRows,
    bytes,
    pages: 0,
    seconds,
    bookmark,
    delivery: 'at least once',
    hostQueue: null,
    restarts: 0,
    notes: [],
  };
}
