/** The state of state ids: the `bookmarks` workflows, read and edited. */
import { WithStartWorkflowOperation, WorkflowNotFoundError } from '@temporalio/client';
import { randomUUID } from 'node:crypto';
import type { StateBookmarks } from '../../model/activity-io';
import { bookmarksWorkflowId } from '../../temporal/bookmark-workflow-store';
import { failedError } from '../cli-error';
import type { Control, StateEdit } from './control';
import { findOpen } from './select-runs';
import type { RunPlace } from './select-runs';

export type StateControl = Pick<Control, 'listStates' | 'getState' | 'setState' | 'clearState'>;

export function temporalStates(place: RunPlace): StateControl {
  return {
    listStates: () => listStates(place),
    getState: (stateId) => getState(place, stateId),
    setState: (edit, { streams }) => editState(place, edit, 'set', { streams }),
    clearState: (edit) => editState(place, edit, 'clear', {}),
  };
}

async function listStates({ client, project, taskQueue }: RunPlace): Promise<readonly string[]> {
  const query = `WorkflowType = 'bookmarks' AND TaskQueue = '${taskQueue}' AND ExecutionStatus = 'Running'`;
  const prefix = bookmarksWorkflowId(await project(), '');
  const stateIds: string[] = [];
  for await (const { workflowId } of client.workflow.list({ query })) {
    if (workflowId.startsWith(prefix)) stateIds.push(workflowId.slice(prefix.length));
  }
  return stateIds.sort();
}

/** Asks by query, so that a look never makes a state. */
async function getState({ client, project }: RunPlace, stateId: string): Promise<StateBookmarks | null> {
  try {
    return await client.workflow
      .getHandle(bookmarksWorkflowId(await project(), stateId))
      .query<StateBookmarks>('state');
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

async function editState(place: RunPlace, edit: StateEdit, update: 'set' | 'clear', change: object): Promise<void> {
  const { client, taskQueue } = place;
  const project = await place.project();
  const holder = await findOpen(client, `${project}/${edit.stateId}`);
  if (holder !== null && !edit.force) {
    throw failedError(
      `State id \`${edit.stateId}\` is in use by the running workflow \`${holder.workflowId}\`, whose next write would undo the edit.`,
      'Wait for the run to end or cancel it with `meltemi cancel`; `--force` edits anyway.',
    );
  }
  await client.workflow.executeUpdateWithStart(update, {
    args: [{ ...change, editId: randomUUID() }],
    startWorkflowOperation: new WithStartWorkflowOperation('bookmarks', {
      workflowId: bookmarksWorkflowId(project, edit.stateId),
      taskQueue,
      args: [],
      workflowIdConflictPolicy: 'USE_EXISTING',
    }),
  });
}
