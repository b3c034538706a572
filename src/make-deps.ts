/** Makes what the activities need, for a worker and for `meltemi plan`: the one place that knows which implementations run. */
import { join } from 'node:path';
import type { BookmarkStore } from './activities/bookmark-store';
import type { ActivityDeps } from './activities/deps';
import { faultPointsFrom } from './activities/fault-injection';
import { ThreadPageMapper } from './activities/thread-page-mapper';
import { tuningFrom } from './activities/tuning';
import type { Redactor } from './model/redactor';
import { FilePageStore } from './pages/store/file-page-store';
import { openProjectSource } from './project/project-source';
import { tapFactoryFor } from './taps/registry';
import { targetFactoryFor } from './targets/registry';

export interface DepsOptions {
  readonly projectRoot: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly redactor: Redactor;
  readonly bookmarks: BookmarkStore;
  readonly searchAttributes: boolean;
  readonly taskQueue: string;
  readonly warn: (message: string) => void;
}

export async function createDeps(options: DepsOptions): Promise<ActivityDeps> {
  const { projectRoot, environment, redactor, bookmarks, searchAttributes, warn } = options;
  const faultPoint = faultPointsFrom(environment);
  const directory = environment['MELTEMI_PAGE_DIR'] ?? join(projectRoot, '.meltemi');
  const pages = await FilePageStore.open({ directory, faultPoint, ...pageBound(environment) });
  return {
    projects: openProjectSource(projectRoot, environment),
    tapFactory: tapFactoryFor,
    targetFactory: targetFactoryFor,
    pages,
    mapper: new ThreadPageMapper({ script: join(__dirname, 'map-thread.js'), directory }),
    bookmarks,
    redactor,
    tuning: tuningFrom(environment),
    searchAttributes,
    hostQueue: `${options.taskQueue}@${pages.hostId}`,
    faultPoint,
    warn,
  };
}

function pageBound(environment: Readonly<Record<string, string | undefined>>): { maxBytes?: number } {
  const text = environment['MELTEMI_PAGE_STORE_BYTES'];
  return text === undefined || text === '' ? {} : { maxBytes: Number(text) };
}
