/** What a run shows of itself while it runs: the answer of the `progress` queries. */
import type { MapFaults } from './map-faults';
import type { Bookmark } from './position';

export type StreamPhase =
  'waiting' | 'preparing' | 'running' | 'retrying' | 'paused' | 'finishing' | 'completed' | 'failed' | 'cancelled';

export interface StreamProgressView {
  readonly stream: string;
  readonly phase: StreamPhase;
  readonly pages: number;
  /** Rows loaded. */
  readonly rows: number;
  readonly extractedRows: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly bookmark: Bookmark | null;
  readonly restarts: number;
  readonly lastError: string | null;
  /** What the policy of maps has done; absent: nothing. */
  readonly faults?: MapFaults;
}

export interface PipelineProgressView {
  readonly stateId: string;
  readonly workflowId: string;
  readonly paused: boolean;
  readonly streams: readonly StreamProgressView[];
}

export interface JobProgressView {
  readonly job: string;
  readonly pipelines: readonly PipelineProgressView[];
}
