/** Makes the answer of `meltemi plan` from the project and its plugins, with the code that plans a run. */
import type { PlanDeps } from '../../activities/deps';
import type { OpenPipelines } from '../../activities/open-pipelines';
import { describePipeline } from '../../activities/plan-pipeline';
import { resolveJob } from '../../activities/resolve-job';
import type { RunJobOptions, RunPipelineInput } from '../../model/run';
import { redactedError } from '../redacted-error';
import type { PipelinePlanView, PlanView } from './control';

/** Discovery of a large catalog takes minutes; more than this is a source that hangs. */
const PLAN_TIMEOUT_MS = 10 * 60_000;

export async function planView(deps: PlanDeps, open: OpenPipelines, options: RunJobOptions): Promise<PlanView> {
  try {
    const { job, pipelines } = await resolveJob(deps, options);
    const views: PipelinePlanView[] = [];
    for (const input of pipelines) views.push(await planOne(deps, open, input));
    return { job, pipelines: views };
  } catch (error) {
    throw redactedError(error, deps.redactor);
  }
}

async function planOne(deps: PlanDeps, open: OpenPipelines, input: RunPipelineInput): Promise<PipelinePlanView> {
  const { pipeline, options } = input;
  const [{ views, warnings, refused, programs }, known] = await Promise.all([
    describePipeline(deps, open, { pipeline, options }, AbortSignal.timeout(PLAN_TIMEOUT_MS)),
    deps.states.view(pipeline),
  ]);
  const streams = views.map((view) => {
    const isIncremental = view.stream.replication.method === 'INCREMENTAL' && !options.fullRefresh;
    return { ...view, start: isIncremental ? (known.state.streams[view.stream.name]?.bookmark ?? null) : null };
  });
  return {
    pipeline,
    streams,
    programs,
    warnings: [...warnings, ...refused.map(({ stream, error }) => `${stream}: ${error.code}: ${error.message}`)].map(
      (warning) => deps.redactor.text(warning),
    ),
  };
}
