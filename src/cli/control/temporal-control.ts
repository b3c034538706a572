/** A `Control` on a Temporal client: the one that does the work, in the worker process of `meltemi dev` or in the command itself. */
import type { Client } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { RunJobOptions } from '../../model/run';
import type { States } from '../../state/states';
import type { Control, PlanView, RunEvent, RunRequest } from './control';
import { followRun } from './follow-run';
import { jobOf, listRuns } from './list-runs';
import { selectRuns } from './select-runs';
import { temporalSchedules } from './temporal-schedules';
import { temporalStates } from './temporal-states';
import { tellTemporalError } from './temporal-errors';

export interface TemporalControlOptions {
  readonly client: Client;
  /** The project's id, the first part of every workflow id. Throws what is wrong with the project's files. */
  readonly project: () => Promise<string>;
  /** Where the project's workers listen. */
  readonly taskQueue: string;
  /** Base address of the Temporal UI, e.g. `http://127.0.0.1:8233`; null when nobody said. */
  readonly uiAddress: string | null;
  /** Throws what is wrong with the job or the environment by the project's files, so that no run is started for a typing error. */
  readonly check: (options: RunJobOptions) => Promise<unknown>;
  readonly plan: (options: RunJobOptions) => Promise<PlanView>;
  readonly states: States;
}

export function createTemporalControl(options: TemporalControlOptions): Control {
  const { client, taskQueue } = options;
  const site = { client, taskQueue, uiUrl: uiUrlOf(options) };
  const states = temporalStates(options, options.states);
  const steer = async (
    selector: string,
    order: (workflowId: string) => Promise<unknown>,
  ): Promise<{ workflowIds: string[] }> => {
    const runs = await selectRuns(options, selector);
    for (const { workflowId } of runs) await order(workflowId);
    return { workflowIds: runs.map((run) => run.workflowId) };
  };
  return tellingTemporalErrors({
    run: (request) => startAndFollow(options, request),
    follow: (request) => followRun(site, { ...request, job: jobOf(request.workflowId) }, request.progressEveryMs),
    cancel: (selector) => steer(selector, (id) => client.workflow.getHandle(id).cancel()),
    pause: (selector) => steer(selector, (id) => client.workflow.getHandle(id).executeUpdate('pause')),
    resume: (selector) => steer(selector, (id) => client.workflow.getHandle(id).executeUpdate('resume')),
    runs: (limit) => listRuns(site, limit),
    plan: (planned) => options.plan(planned),
    ...states,
    ...temporalSchedules(options),
  });
}

async function* startAndFollow(options: TemporalControlOptions, request: RunRequest): AsyncGenerator<RunEvent> {
  const { client, taskQueue } = options;
  const job = jobLabel(request.options.job);
  await options.check(request.options);
  const workflowId = `${await options.project()}/${job.replaceAll(' ', '+')}/${request.startKey}`;
  const runId = await startRun(client, taskQueue, workflowId, request.options, job);
  yield* followRun({ client, taskQueue, uiUrl: uiUrlOf(options) }, { workflowId, runId, job }, request.progressEveryMs);
}

/** The id makes a repeated request find the run that the first one started. */
async function startRun(
  client: Client,
  taskQueue: string,
  workflowId: string,
  input: RunJobOptions,
  job: string,
): Promise<string> {
  const environment = input.environment === undefined ? 'default environment' : (input.environment ?? 'no environment');
  try {
    const handle = await client.workflow.start('runJob', {
      workflowId,
      taskQueue,
      args: [input],
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      // A summary may have 200 bytes; a command line of many blocks can be longer.
      staticSummary: `${job.slice(0, 100)} · ${environment.slice(0, 40)} · from the command line`,
    });
    return handle.firstExecutionRunId;
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return (await client.workflow.getHandle(workflowId).describe()).runId;
  }
}

function jobLabel(job: RunJobOptions['job']): string {
  return typeof job === 'string' ? job : job.join(' ');
}

function uiUrlOf(options: TemporalControlOptions): (workflowId: string, runId: string) => string | null {
  const namespace = options.client.options.namespace;
  return (workflowId, runId) =>
    options.uiAddress === null
      ? null
      : `${options.uiAddress}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(workflowId)}/${runId}`;
}

/** Says errors of the server and of Temporal's client in the words of a person's errors. */
function tellingTemporalErrors(control: Control): Control {
  const told = <A extends unknown[], R>(call: (...args: A) => Promise<R>): ((...args: A) => Promise<R>) => {
    return async (...args) => {
      try {
        return await call(...args);
      } catch (error) {
        throw tellTemporalError(error);
      }
    };
  };
  const toldStream = <I>(open: (input: I) => AsyncIterable<RunEvent>): ((input: I) => AsyncIterable<RunEvent>) => {
    return async function* (input) {
      try {
        yield* open(input);
      } catch (error) {
        throw tellTemporalError(error);
      }
    };
  };
  return {
    run: toldStream(control.run),
    follow: toldStream(control.follow),
    cancel: told(control.cancel),
    pause: told(control.pause),
    resume: told(control.resume),
    runs: told(control.runs),
    plan: told(control.plan),
    listStates: told(control.listStates),
    getState: told(control.getState),
    changeState: told(control.changeState),
    applySchedules: told(control.applySchedules),
    listSchedules: told(control.listSchedules),
    triggerSchedule: told(control.triggerSchedule),
    pauseSchedule: told(control.pauseSchedule),
    unpauseSchedule: told(control.unpauseSchedule),
    backfillSchedule: told(control.backfillSchedule),
  };
}
