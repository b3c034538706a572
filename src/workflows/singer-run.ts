/** A pipeline of programs: one activity that runs them all, and what a receipt says of it. */
import { ActivityFailure, ApplicationFailure, isCancellation } from '@temporalio/workflow';
import type { StreamOutcome, StreamReceipt } from '../model/receipt';
import type { RunPipelineInput } from '../model/run';
import type { SingerEnd } from '../model/singer-run';
import { runningPrograms } from './activity-options';
import { readFailure } from './failures';

export interface ProgramsEnd {
  readonly outcome: StreamOutcome;
  readonly receipts: readonly StreamReceipt[];
  readonly notes: readonly string[];
  readonly error?: { readonly code: string; readonly message: string };
}

/** Never throws: how it ended is in the answer. */
export async function runPrograms({ pipeline, options }: RunPipelineInput, runId: string): Promise<ProgramsEnd> {
  const startedAtMs = Date.now();
  const summary = [pipeline.tap, ...pipeline.mappings, pipeline.target].join(' → ');
  const ended = (end: SingerEnd, outcome: StreamOutcome): Omit<ProgramsEnd, 'error'> => {
    const seconds = (Date.now() - startedAtMs) / 1000;
    return { outcome, receipts: end.streams.map((stream) => receiptOf(stream, outcome, seconds)), notes: end.notes };
  };
  try {
    const end = await runningPrograms.runSinger.executeWithOptions({ summary }, [{ pipeline, options, runId }]);
    return ended(end, 'completed');
  } catch (error) {
    if (isCancellation(error)) return ended(endIn(error), 'cancelled');
    const { code, message } = readFailure(error);
    return { ...ended(endIn(error), 'failed'), error: { code, message } };
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
  { stream, rows, extractedRows, bytes, bookmark = null }: SingerEnd['streams'][number],
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
