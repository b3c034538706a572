/** The bookmarks as the `bookmarks` workflow keeps them, by query and by update-with-start. */
import { WithStartWorkflowOperation, WorkflowNotFoundError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import type { Mirrored, StateBookmarks, WriteBookmarksInput } from '../model/activity-io';
import type { EditedState, MergedState, SingerWrite } from '../model/bookmarks';

/** Workflow id of the state of a state id. */
export function bookmarksWorkflowId(project: string, stateId: string): string {
  return `bookmarks:${project}/${stateId}`;
}

export class BookmarkWorkflowStore {
  constructor(
    private readonly client: Client,
    private readonly taskQueue: string,
  ) {}

  async list(project: string): Promise<readonly string[]> {
    const query = `WorkflowType = 'bookmarks' AND TaskQueue = '${this.taskQueue}' AND ExecutionStatus = 'Running'`;
    const prefix = bookmarksWorkflowId(project, '');
    const stateIds: string[] = [];
    for await (const { workflowId } of this.client.workflow.list({ query })) {
      if (workflowId.startsWith(prefix)) stateIds.push(workflowId.slice(prefix.length));
    }
    return stateIds.sort();
  }

  /** Asks by query, so that a look never makes a state. */
  async read(project: string, stateId: string): Promise<StateBookmarks> {
    try {
      return await this.client.workflow.getHandle(bookmarksWorkflowId(project, stateId)).query<StateBookmarks>('state');
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return { streams: {} };
      throw error;
    }
  }

  merge(project: string, stateId: string, written: Pick<WriteBookmarksInput, 'runId' | 'streams'>): Promise<void> {
    return this.update(project, stateId, 'merge', written);
  }

  writeSinger(project: string, stateId: string, write: SingerWrite): Promise<void> {
    return this.update(project, stateId, 'writeSinger', write);
  }

  set(project: string, stateId: string, edit: EditedState): Promise<void> {
    return this.update(project, stateId, 'set', edit);
  }

  mergeDocument(project: string, stateId: string, edit: MergedState): Promise<void> {
    return this.update(project, stateId, 'mergeDocument', edit);
  }

  clear(project: string, stateId: string, edit: { readonly editId: string }): Promise<void> {
    return this.update(project, stateId, 'clear', edit);
  }

  setMirrored(project: string, stateId: string, mirrored: Mirrored): Promise<void> {
    return this.update(project, stateId, 'mirrored', mirrored);
  }

  private async update(project: string, stateId: string, name: string, change: object): Promise<void> {
    await this.client.workflow.executeUpdateWithStart(name, {
      args: [change],
      startWorkflowOperation: new WithStartWorkflowOperation('bookmarks', {
        workflowId: bookmarksWorkflowId(project, stateId),
        taskQueue: this.taskQueue,
        workflowIdConflictPolicy: 'USE_EXISTING',
        args: [],
        // A summary may have 200 bytes.
        staticSummary: `bookmarks of ${stateId.slice(0, 100)}`,
      }),
    });
  }
}
