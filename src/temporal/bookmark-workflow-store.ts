/** The bookmarks as the `bookmarks` workflow keeps them, by query and by update-with-start. */
import { WithStartWorkflowOperation, WorkflowNotFoundError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import type { StateBookmarks, WriteBookmarksInput } from '../model/activity-io';

/** Workflow id of the state of a state id. */
export function bookmarksWorkflowId(project: string, stateId: string): string {
  return `bookmarks:${project}/${stateId}`;
}

export class BookmarkWorkflowStore {
  constructor(
    private readonly client: Client,
    private readonly taskQueue: string,
  ) {}

  async read(project: string, stateId: string): Promise<StateBookmarks> {
    try {
      return await this.client.workflow.getHandle(bookmarksWorkflowId(project, stateId)).query<StateBookmarks>('state');
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return { streams: {} };
      throw error;
    }
  }

  async merge(
    project: string,
    stateId: string,
    written: Pick<WriteBookmarksInput, 'runId' | 'streams'>,
  ): Promise<void> {
    await this.client.workflow.executeUpdateWithStart('merge', {
      args: [written],
      startWorkflowOperation: new WithStartWorkflowOperation('bookmarks', {
        workflowId: bookmarksWorkflowId(project, stateId),
        taskQueue: this.taskQueue,
        workflowIdConflictPolicy: 'USE_EXISTING',
        args: [],
        staticSummary: `bookmarks of ${stateId}`,
      }),
    });
  }
}
