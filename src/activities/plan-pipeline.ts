/** `planPipeline`: discovers, selects and compiles, and says for each stream how it will go; changes nothing. */
import type { PlanPipelineInput, StreamPlanView } from '../model/activity-io';
import type { PipelinePlan } from '../model/plan';
import { schemaHash } from '../model/schema-hash';
import { inAttempt } from './attempt';
import type { ActivityDeps } from './deps';
import type { OpenPipelines } from './open-pipelines';
import type { OpenStream } from './open-stream';

/** The discovery of a large catalog may be slow; the activity's heartbeat timeout is 30 s. */
const HEARTBEAT_TIMEOUT_SECONDS = 30;

export function planPipeline(deps: ActivityDeps, pipelines: OpenPipelines) {
  return (input: PlanPipelineInput): Promise<PipelinePlan> =>
    inAttempt(deps.redactor, HEARTBEAT_TIMEOUT_SECONDS, async ({ signal }) => {
      const { views, warnings } = await describePipeline(pipelines, input, signal);
      for (const warning of warnings) deps.warn(warning);
      return {
        streams: views.map((view) => view.stream),
        tuning: deps.tuning,
        searchAttributes: deps.searchAttributes,
        warnings,
      };
    });
}

/** The plan with what people want to see of it: destinations and DDL. Used by `meltemi plan` too. */
export async function describePipeline(
  pipelines: OpenPipelines,
  { pipeline, options }: PlanPipelineInput,
  signal: AbortSignal,
): Promise<{ views: readonly StreamPlanView[]; warnings: readonly string[] }> {
  const open = await pipelines.open(pipeline, options);
  const { streams, warnings } = await open.streams(signal);
  const views: StreamPlanView[] = [];
  for (const stream of streams) views.push(await planStream(open.target, stream, signal));
  return { views, warnings };
}

async function planStream(
  target: OpenStream['target'],
  stream: OpenStream,
  signal: AbortSignal,
): Promise<StreamPlanView> {
  const { selected, output } = stream;
  const plan = await target.plan(output, signal);
  const unmapped = stream.map === null;
  const offered = unmapped ? stream.tap.encodings(selected) : (['text'] as const);
  const encoding = offered.find((candidate) => plan.encodings.includes(candidate)) ?? 'text';
  return {
    stream: {
      name: selected.name,
      replication: selected.replication,
      schemaHash: schemaHash(selected.schema),
      encoding,
      resumable: output.resumable,
      output: {
        name: output.name,
        keyProperties: output.schema.keyProperties,
        schemaHash: schemaHash(output.schema),
        loadMode: plan.loadMode,
        delivery: plan.delivery,
      },
      unmapped,
    },
    destination: plan.destination,
    steps: plan.steps,
    delivery: plan.delivery,
  };
}
