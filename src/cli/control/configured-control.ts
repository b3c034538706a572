/** A Temporal that somebody configured: this command is one of its clients, and the workers are elsewhere. */
import { Client, Connection } from '@temporalio/client';
import { resolveJob } from '../../activities/resolve-job';
import { Redactor } from '../../model/redactor';
import { TASK_QUEUE } from '../../model/task-queue';
import { openProjectSource } from '../../project/project-source';
import { stateSettingsOf } from '../../project/state-settings';
import { States } from '../../state/states';
import { BookmarkWorkflowStore } from '../../temporal/bookmark-workflow-store';
import { configuredConnection, unreachable } from '../../temporal/connection';
import type { OpenedControl } from './opened-control';
import type * as planHereModule from './plan-here';
import { createTemporalControl } from './temporal-control';

/** Throws `ConfigInvalid` for settings that cannot be read, `TargetUnavailable` where nobody answers. */
export async function openConfigured(projectRoot: string, env: NodeJS.ProcessEnv): Promise<OpenedControl> {
  const { connection: options, namespace } = configuredConnection(env);
  const connection = await Connection.connect(options).catch((error: unknown) => {
    throw unreachable(options.address, error);
  });
  const client = new Client({ connection, namespace });
  const projects = openProjectSource(projectRoot, env);
  const states = new States({
    bookmarks: new BookmarkWorkflowStore(client, TASK_QUEUE),
    settings: stateSettingsOf(projects),
    redactor: new Redactor(),
    warn: (message) => process.stderr.write(`${message}\n`),
  });
  const control = createTemporalControl({
    client,
    // The id is the same in all environments, so none is asked for.
    project: async () => (await projects.load(null)).id,
    taskQueue: TASK_QUEUE,
    states,
    // Nothing standard says where the UI of a server is.
    uiAddress: env['TEMPORAL_UI_ADDRESS'] ?? null,
    check: (options) => resolveJob({ projects, searchAttributes: false }, options),
    plan: (planned) => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- the plugins are loaded for the one command that needs them
      const { planHere } = require('./plan-here') as typeof planHereModule;
      return planHere(projectRoot, env, new BookmarkWorkflowStore(client, TASK_QUEUE), planned);
    },
  });
  return { control, kind: 'configured', close: () => connection.close() };
}
