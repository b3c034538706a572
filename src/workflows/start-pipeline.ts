/** Starts a `runPipeline` child under the id that is the lock on its state id. */
import {
  ChildWorkflowCancellationType,
  ParentClosePolicy,
  getExternalWorkflowHandle,
  sleep,
  startChild,
} from '@temporalio/workflow';
import type { ChildWorkflowHandle } from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { RunPipelineInput } from '../model/run';
import { runPipeline } from './run-pipeline';
import { pipelineAttributes } from './search-attributes';

/** A cancelled run first loads what it has extracted: seconds as a rule, so look soon, and then no more often than this. */
const FIRST_WAIT_SECONDS = 1;
const LONGEST_WAIT_SECONDS = 10;

export function pipelineWorkflowId({ pipeline }: RunPipelineInput): string {
  return `${pipeline.project}/${pipeline.stateId}`;
}

/**
 * Throws `WorkflowExecutionAlreadyStartedError` while another run holds the state id. With `force` that run is cancelled, and the
 * start waits until it has ended.
 */
export async function startPipeline(
  input: RunPipelineInput,
  job: string,
  force: boolean,
): Promise<ChildWorkflowHandle<typeof runPipeline>> {
  const workflowId = pipelineWorkflowId(input);
  for (let seconds = FIRST_WAIT_SECONDS; ; seconds = Math.min(2 * seconds, LONGEST_WAIT_SECONDS)) {
    try {
      return await startOnce(input, job);
    } catch (error) {
      if (!force || !(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
    // It may have ended by now, or be another one than before.
    await getExternalWorkflowHandle(workflowId)
      .cancel()
      .catch(() => undefined);
    await sleep(seconds * 1000, { summary: `waiting for the cancelled ${workflowId} to end` });
  }
}

function startOnce(input: RunPipelineInput, job: string): Promise<ChildWorkflowHandle<typeof runPipeline>> {
  const { pipeline, searchAttributes } = input;
  return startChild(runPipeline, {
    workflowId: pipelineWorkflowId(input),
    args: [input],
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
    staticSummary: `${[pipeline.tap, ...pipeline.mappings, pipeline.target].join(' → ')} · env ${pipeline.environment ?? 'none'}`,
    ...(searchAttributes ? { typedSearchAttributes: pipelineAttributes(job, pipeline) } : {}),
  });
}
