/** Queries, updates and signals of the workflows. Their names are wire format: people and scripts use them. */
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Mirrored, StateBookmarks, WriteBookmarksInput } from '../model/activity-io';
import type { EditedState, MergedState, SingerWrite } from '../model/bookmarks';
import type { JobProgressView, PipelineProgressView, StreamProgressView } from '../model/progress';

export const streamProgressQuery = defineQuery<StreamProgressView>('progress');
export const pipelineProgressQuery = defineQuery<PipelineProgressView>('progress');
export const jobProgressQuery = defineQuery<JobProgressView>('progress');

/** Durable pause: takes hold between pages, survives everything, ends with `resume`. */
export const pauseUpdate = defineUpdate<void>('pause');
export const resumeUpdate = defineUpdate<void>('resume');

/** Parent to child: the pause that a person asked of the parent. */
export const pausedSignal = defineSignal<[boolean]>('paused');
/** Child to parent: what the child's `progress` would answer, at most every few seconds. */
export const streamProgressSignal = defineSignal<[StreamProgressView]>('streamProgress');
export const pipelineProgressSignal = defineSignal<[PipelineProgressView]>('pipelineProgress');

/** The `bookmarks` workflow. */
export const stateQuery = defineQuery<StateBookmarks>('state');
export const getUpdate = defineUpdate<StateBookmarks>('get');
export const mergeUpdate = defineUpdate<void, [Pick<WriteBookmarksInput, 'runId' | 'streams'>]>('merge');
export const writeSingerUpdate = defineUpdate<void, [SingerWrite]>('writeSinger');
export const setUpdate = defineUpdate<void, [EditedState]>('set');
export const mergeDocumentUpdate = defineUpdate<void, [MergedState]>('mergeDocument');
export const clearUpdate = defineUpdate<void, [{ readonly editId: string }]>('clear');
export const mirroredUpdate = defineUpdate<void, [Mirrored]>('mirrored');
