/** All activities, by the names under which history knows them. One file each. */
import type { ActivityDeps } from './deps';
import { extractPage } from './extract-page';
import { finishLoad } from './finish-load';
import { loadBatch } from './load-batch';
import { mapRecords } from './map-records';
import { mirrorState } from './mirror-state';
import type { OpenPipelines } from './open-pipelines';
import { planJob } from './plan-job';
import { planPipeline } from './plan-pipeline';
import { prepareLoad } from './prepare-load';
import { readBookmarks } from './read-bookmarks';
import { runCommand } from './run-command';
import { runSinger } from './run-singer';
import { sweepPages } from './sweep-pages';
import { writeBookmarks } from './write-bookmarks';

export type Activities = ReturnType<typeof createActivities>;

export function createActivities(deps: ActivityDeps, pipelines: OpenPipelines) {
  return {
    planJob: planJob(deps),
    planPipeline: planPipeline(deps, pipelines),
    readBookmarks: readBookmarks(deps),
    prepareLoad: prepareLoad(deps, pipelines),
    extractPage: extractPage(deps, pipelines),
    mapRecords: mapRecords(deps, pipelines),
    loadBatch: loadBatch(deps, pipelines),
    finishLoad: finishLoad(deps, pipelines),
    writeBookmarks: writeBookmarks(deps),
    runCommand: runCommand(deps),
    runSinger: runSinger(deps),
    mirrorState: mirrorState(deps),
    sweepPages: sweepPages(deps),
  };
}
