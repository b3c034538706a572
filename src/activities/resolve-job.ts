/** A job's name or blocks → what runs in order, by the project's files. Free of Temporal, since commands ask it as well. */
import { MeltemiError } from '../model/errors';
import type { CommandRef, JobPlan, JobStep, PipelineOptions, RunJobOptions, RunPipelineInput } from '../model/run';
import { requireEnvironment } from '../project/choose-environment';
import type { CommandBlock, Pipeline, Project } from '../project/project';
import type { PlanDeps } from './deps';

/** Last part of the state id of a run that keeps no state: targets have a ledger, and nobody else's may move. */
const NO_STATE_SUFFIX = 'no-state';

/** Throws `ConfigInvalid` for a job, a block, an environment or a schedule that does not exist. */
export async function resolveJob(
  deps: Pick<PlanDeps, 'projects' | 'searchAttributes'>,
  options: RunJobOptions,
): Promise<JobPlan> {
  const project = await deps.projects.load(options.environment, options.schedule);
  requireEnvironment(project);
  const { job, blocks } = project.resolveJob(options.job);
  const pipelines: RunPipelineInput[] = [];
  const steps: JobStep[] = [];
  for (const block of blocks) {
    if (block.kind === 'command') {
      project.requireCommand(block);
      steps.push({ command: commandRef(project, options, block) });
    } else {
      steps.push({ pipeline: pipelines.length });
      pipelines.push({
        pipeline: {
          project: project.id,
          environment: project.environment,
          ...block.pipeline,
          stateId: stateIdOf(project, options, block.pipeline),
          ...scheduleOf(options),
          ...(options.noStateUpdate === true ? { stateless: true } : {}),
        },
        options: pipelineOptions(options),
        job,
        searchAttributes: deps.searchAttributes,
      });
    }
  }
  if (options.stateId !== undefined && pipelines.length !== 1) throw oneStateId(job, options.stateId);
  return { job, pipelines, ...(steps.length === pipelines.length ? {} : { steps }) };
}

function commandRef(project: Project, options: RunJobOptions, block: CommandBlock): CommandRef {
  const { plugin, pluginKind, command } = block;
  return { project: project.id, environment: project.environment, plugin, pluginKind, command, ...scheduleOf(options) };
}

function scheduleOf({ schedule }: RunJobOptions): { readonly schedule?: string } {
  return schedule === undefined ? {} : { schedule };
}

function stateIdOf(project: Project, options: RunJobOptions, pipeline: Pipeline): string {
  const stateId = options.stateId ?? project.stateId(pipeline, options.stateIdSuffix);
  return options.noStateUpdate === true ? `${stateId}:${NO_STATE_SUFFIX}` : stateId;
}

function pipelineOptions(options: RunJobOptions): PipelineOptions {
  const { select, refreshCatalog, noStateUpdate, stateStrategy, catalogFile, stateFile } = options;
  return {
    fullRefresh: options.fullRefresh === true || noStateUpdate === true,
    select: select ?? [],
    ...(refreshCatalog === true ? { refreshCatalog } : {}),
    ...(stateStrategy === undefined ? {} : { stateStrategy }),
    ...(catalogFile === undefined ? {} : { catalogFile }),
    ...(stateFile === undefined ? {} : { stateFile }),
  };
}

function oneStateId(job: string, stateId: string): MeltemiError {
  return new MeltemiError(
    'ConfigInvalid',
    `The state id \`${stateId}\` is for one tap and one target, and \`${job}\` is not that.`,
    'Run its blocks one by one, or leave the state id to the project.',
  );
}
