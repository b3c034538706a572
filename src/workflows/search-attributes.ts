/** The search attributes under which runs are found in the Temporal UI; `src/temporal/search-attributes.ts` registers them. */
import { upsertSearchAttributes } from '@temporalio/workflow';
import type { SearchAttributePair } from '@temporalio/common';
import type { PipelineRef } from '../model/plan';

const ENVIRONMENT = { name: 'MeltemiEnvironment', type: 'KEYWORD' } as const;
const JOB = { name: 'MeltemiJob', type: 'KEYWORD' } as const;
const STATE_ID = { name: 'MeltemiStateId', type: 'KEYWORD' } as const;
const STREAM = { name: 'MeltemiStream', type: 'KEYWORD' } as const;
const STATUS = { name: 'MeltemiStatus', type: 'KEYWORD' } as const;
const ROWS = { name: 'MeltemiRows', type: 'INT' } as const;

/** What a child workflow is started with: set at its start, so it costs no event. */
export function pipelineAttributes(job: string, pipeline: PipelineRef, stream?: string): SearchAttributePair[] {
  return [
    { key: STATUS, value: 'running' },
    { key: ENVIRONMENT, value: pipeline.environment ?? 'none' },
    { key: JOB, value: job },
    { key: STATE_ID, value: pipeline.stateId },
    ...(stream === undefined ? [] : [{ key: STREAM, value: stream }]),
  ];
}

/** A job learns only from its plan where it belongs. */
export function describeJob(job: string, { environment, stateId }: PipelineRef, status: 'running' | 'paused'): void {
  upsertSearchAttributes([
    { key: STATUS, value: status },
    { key: ENVIRONMENT, value: environment ?? 'none' },
    { key: JOB, value: job },
    { key: STATE_ID, value: stateId },
  ]);
}

/** One event each time: call it on changes of the status only. */
export function setStatus(enabled: boolean, status: string, rows?: number): void {
  if (!enabled) return;
  upsertSearchAttributes([{ key: STATUS, value: status }, ...(rows === undefined ? [] : [{ key: ROWS, value: rows }])]);
}
