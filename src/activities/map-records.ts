/** `mapRecords`: a page through the stream's mappings into another page. */
import type { MappedPage, MapRecordsInput } from '../model/activity-io';
import { inAttempt } from './attempt';
import type { ActivityDeps } from './deps';
import type { OpenPipelines } from './open-pipelines';

export function mapRecords(deps: ActivityDeps, pipelines: OpenPipelines) {
  return (input: MapRecordsInput): Promise<MappedPage> =>
    inAttempt(deps.redactor, input.heartbeatTimeoutSeconds, async ({ signal, id }) => {
      const { pipeline, stream, runId, seq } = input;
      const { selected, maps } = await pipelines.stream(input, signal);
      const into = {
        project: pipeline.project,
        stateId: pipeline.stateId,
        runId,
        stream: stream.name,
        seq,
        attempt: `${id}.mapped`,
      };
      deps.faultPoint('before-map');
      const mapped = await deps.mapper.mapPage(
        {
          steps: maps,
          stream: { name: selected.name, schema: selected.schema },
          output: stream.output.name,
          page: input.page,
          into,
        },
        signal,
      );
      deps.faultPoint('after-map');
      return mapped;
    });
}
