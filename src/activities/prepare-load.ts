/** `prepareLoad`: raises the fence in the target and learns what is loaded; the worker that does it becomes the stream's host. */
import type { PreparedStream, PrepareLoadInput } from '../model/activity-io';
import { inAttempt } from './attempt';
import type { ActivityDeps } from './deps';
import type { OpenPipelines } from './open-pipelines';

export function prepareLoad(deps: ActivityDeps, pipelines: OpenPipelines) {
  return (input: PrepareLoadInput): Promise<PreparedStream> =>
    inAttempt(deps.redactor, input.heartbeatTimeoutSeconds, async ({ signal }) => {
      const { target, output } = await pipelines.stream(input, signal);
      deps.faultPoint('before-prepare');
      const prepared = await target.prepare(
        {
          stream: output,
          loadMode: input.stream.output.loadMode,
          runId: input.runId,
          known: input.known,
          fullRefresh: input.options.fullRefresh,
          restart: input.restart,
        },
        signal,
      );
      deps.faultPoint('after-prepare');
      return { hostQueue: deps.hostQueue, ...prepared };
    });
}
