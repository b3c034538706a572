/** What a display shows of each stream: the view's fields with the retries that only the server knows of. */
import type { JobProgressView, StreamPhase, StreamProgressView } from '../../model/progress';
import type { RetryView } from '../control/control';
import { formatClock } from './format';

export interface StreamLine {
  readonly stateId: string;
  readonly view: StreamProgressView;
  readonly phase: StreamPhase;
  /** Why it waits or started over; empty when all is well. */
  readonly trouble: string;
  /** Nothing is going to change before a time that `trouble` says. */
  readonly isWaiting: boolean;
}

export function streamLines(progress: JobProgressView, retries: readonly RetryView[]): readonly StreamLine[] {
  return progress.pipelines.flatMap(({ stateId, streams, paused }) =>
    streams.map((view) => {
      const retry = retries.find((r) => r.stream === view.stream && r.stateId === stateId);
      return {
        stateId,
        view,
        phase: phaseOf(view, retry, paused),
        trouble: troubleOf(view, retry),
        isWaiting: retry !== undefined && retry.startsAt !== null,
      };
    }),
  );
}

/** Retries that belong to no stream: of planning a job or a pipeline, say. */
export function otherTroubles(retries: readonly RetryView[]): readonly string[] {
  return retries.filter((retry) => retry.stream === null).map((retry) => `${retryText(retry)}`);
}

function phaseOf(view: StreamProgressView, retry: RetryView | undefined, paused: boolean): StreamPhase {
  if (retry !== undefined) return 'retrying';
  return paused && view.phase === 'waiting' ? 'paused' : view.phase;
}

function troubleOf(view: StreamProgressView, retry: RetryView | undefined): string {
  if (retry !== undefined) return retryText(retry);
  if (view.phase === 'failed') return view.lastError ?? '';
  if (view.restarts === 0) return '';
  return `started over ${view.restarts === 1 ? 'once' : `${view.restarts} times`}${view.lastError === null ? '' : `: ${view.lastError}`}`;
}

function retryText(retry: RetryView): string {
  const at = retry.startsAt === null ? '' : ` at ${formatClock(new Date(retry.startsAt))}`;
  return `${retry.activity}, attempt ${retry.attempt}${at}: ${retry.reason}`;
}
