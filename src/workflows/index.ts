/** The workflows, by the names under which history knows them. */
export { bookmarks } from './bookmarks';
export { runJob } from './run-job';
export { runPipeline } from './run-pipeline';
export { syncStream } from './sync-stream';
