/** `loadBatch`: one page into the target, once per (run, seq); then deletes the pages of batches known to be loaded. */
import type { LoadBatchInput, LoadedBatch } from '../model/activity-io';
import { inAttempt } from './attempt';
import type { Attempt } from './attempt';
import type { ActivityDeps } from './deps';
import type { OpenPipelines } from './open-pipelines';

export function loadBatch(deps: ActivityDeps, pipelines: OpenPipelines) {
  return (input: LoadBatchInput): Promise<LoadedBatch> =>
    inAttempt(deps.redactor, input.heartbeatTimeoutSeconds, (attempt) => load(deps, pipelines, input, attempt));
}

async function load(
  deps: ActivityDeps,
  pipelines: OpenPipelines,
  input: LoadBatchInput,
  { signal }: Attempt,
): Promise<LoadedBatch> {
  const { target, output } = await pipelines.stream(input, signal);
  deps.faultPoint('before-load');
  const page = input.page === null ? null : await deps.pages.open(input.page);
  const receipt = await target.load(
    {
      stream: output,
      loadMode: input.stream.output.loadMode,
      runId: input.runId,
      epoch: input.epoch,
      seq: input.seq,
      next: input.next,
      bookmark: input.bookmark,
      page,
    },
    signal,
  );
  deps.faultPoint('after-load');
  if (input.discard.length > 0) await deps.pages.remove(input.discard);
  return receipt;
}
