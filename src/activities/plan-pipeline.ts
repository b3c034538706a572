/** `planPipeline`: discovers, selects and compiles, and says for each stream how it will go; changes nothing. */
import type { PlanPipelineInput, StreamPlanView } from '../model/activity-io';
import { MeltemiError } from '../model/errors';
import type { PipelinePlan } from '../model/plan';
import { schemaHash } from '../model/schema-hash';
import { inAttempt } from './attempt';
import type { ActivityDeps, PlanDeps } from './deps';
import { refusalOf, type Refusal } from './open-pipeline';
import type { OpenPipelines } from './open-pipelines';
import type { OpenStream } from './open-stream';
import { runsAsPrograms } from './pipeline-kind';

/** The discovery of a large catalog may be slow; the activity's heartbeat timeout is 30 s. */
const HEARTBEAT_TIMEOUT_SECONDS = 30;

export function planPipeline(deps: ActivityDeps, pipelines: OpenPipelines) {
  return (input: PlanPipelineInput): Promise<PipelinePlan> =>
    inAttempt(deps.redactor, HEARTBEAT_TIMEOUT_SECONDS, async ({ signal }) => {
      const [{ views, warnings, refused, programs }, mirrored] = await Promise.all([
        describePipeline(deps, pipelines, input, signal),
        deps.states.hasBackend(input.pipeline.environment),
      ]);
      for (const warning of warnings) deps.warn(warning);
      const told = (text: string): string => deps.redactor.text(text);
      return {
        streams: views.map((view) => view.stream),
        tuning: deps.tuning,
        searchAttributes: deps.searchAttributes,
        warnings: warnings.map(told),
        refused: refused.map(({ stream, error }) => ({ stream, code: error.code, message: told(error.message) })),
        ...(mirrored ? { mirrorState: true } : {}),
        ...(programs ? { programs } : {}),
      };
    });
}

interface PipelineDescription {
  readonly views: readonly StreamPlanView[];
  readonly warnings: readonly string[];
  readonly refused: readonly Refusal[];
  /** It runs as a pipe of programs, which choose their streams themselves: there are no views. */
  readonly programs: boolean;
}

/** The plan with what people want to see of it: destinations and DDL. Used by `meltemi plan` too. */
export async function describePipeline(
  deps: Pick<PlanDeps, 'projects' | 'isNative'>,
  pipelines: OpenPipelines,
  { pipeline, options }: PlanPipelineInput,
  signal: AbortSignal,
): Promise<PipelineDescription> {
  if (await runsAsPrograms(deps, pipeline)) return { views: [], warnings: [], refused: [], programs: true };
  requireNoFiles(pipeline.tap, options);
  const open = await pipelines.open(pipeline, options);
  const { streams, warnings, refused: unmappable } = await open.streams(signal);
  const views: StreamPlanView[] = [];
  const refused = [...unmappable];
  for (const stream of streams) {
    try {
      views.push(await planStream(open.target, stream, signal));
    } catch (error) {
      refused.push(refusalOf(stream.name, error));
    }
  }
  // A fault that all streams have is the pipeline's own.
  if (views.length === 0 && refused[0] !== undefined) throw refused[0].error;
  return { views, warnings, refused, programs: false };
}

/** A catalog and a state of Singer's are for programs. */
function requireNoFiles(tap: string, { catalogFile, stateFile }: PlanPipelineInput['options']): void {
  const file = catalogFile ?? stateFile;
  if (file === undefined) return;
  throw new MeltemiError(
    'Unsupported',
    `The file \`${file}\` cannot be given to \`${tap}\`: only a pipeline that is all programs takes a catalog or a state from a file.`,
    'Choose streams with `--select`, and set a state with `meltemi state set`.',
  );
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
      name: stream.name,
      ...(stream.name === selected.name ? {} : { source: selected.name }),
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
