/** `finishLoad`: publishes what was staged, or tidies up after a failed or cancelled stream; then drops the stream's pages. */
import type { FinishLoadInput } from '../model/activity-io';
import { inAttempt } from './attempt';
import type { ActivityDeps } from './deps';
import type { OpenPipelines } from './open-pipelines';

export function finishLoad(deps: ActivityDeps, pipelines: OpenPipelines) {
  return (input: FinishLoadInput): Promise<void> =>
    inAttempt(deps.redactor, input.heartbeatTimeoutSeconds, async ({ signal }) => {
      const { target, output } = await pipelines.stream(input, signal);
      const { pipeline, runId, epoch, outcome, stream } = input;
      deps.faultPoint('before-finish');
      await target.finish({ stream: output, loadMode: stream.output.loadMode, runId, epoch, outcome }, signal);
      deps.faultPoint('after-finish');
      await deps.pages.removeRun({ project: pipeline.project, stateId: pipeline.stateId, runId, stream: stream.name });
    });
}
