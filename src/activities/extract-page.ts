/** `extractPage`: reads from a position on into a page of this host's store. */
import type { ExtractedPage, ExtractPageInput } from '../model/activity-io';
import { keepAskedWait } from './asked-wait';
import { inAttempt } from './attempt';
import type { Attempt } from './attempt';
import type { ActivityDeps } from './deps';
import type { OpenPipelines } from './open-pipelines';

export function extractPage(deps: ActivityDeps, pipelines: OpenPipelines) {
  return (input: ExtractPageInput): Promise<ExtractedPage> =>
    inAttempt(deps.redactor, input.heartbeatTimeoutSeconds, (attempt) =>
      keepAskedWait(deps.redactor, () => extract(deps, pipelines, input, attempt)),
    );
}

async function extract(
  deps: ActivityDeps,
  pipelines: OpenPipelines,
  input: ExtractPageInput,
  { signal, id }: Attempt,
): Promise<ExtractedPage> {
  const { tap, selected } = await pipelines.stream(input, signal);
  const { pipeline, stream, runId, seq } = input;
  deps.faultPoint('before-extract');
  const address = {
    project: pipeline.project,
    stateId: pipeline.stateId,
    runId,
    stream: stream.name,
    seq,
    attempt: id,
  };
  const writer = await deps.pages.create(address, stream.encoding, selected.schema);
  try {
    const { next, bookmark } = await tap.extractPage(
      {
        stream: selected,
        position: input.position,
        limits: input.limits,
        encoding: stream.encoding,
        sessionKey: `${pipeline.stateId}/${runId}/${stream.name}/${input.epoch}`,
      },
      writer,
      signal,
    );
    const page = writer.rows === 0 ? null : await writer.commit();
    deps.faultPoint('after-extract');
    return { page, next, bookmark };
  } finally {
    await writer.abort();
  }
}
