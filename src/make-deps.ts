/** Makes what the activities need, for a worker and for `meltemi plan`: the one place that knows which implementations run. */
import { join } from 'node:path';
import type { ActivityDeps, PlanDeps } from './activities/deps';
import { faultPointsFrom } from './activities/fault-injection';
import { ThreadPageMapper } from './activities/thread-page-mapper';
import { tuningFrom } from './activities/tuning';
import { isNative } from './definitions/native/native-plugins';
import type { Redactor } from './model/redactor';
import { FilePageStore } from './pages/store/file-page-store';
import { openTapProgram } from './processes/open-tap-program';
import { runPipe } from './processes/pipe/run-pipe';
import { runCommand } from './processes/run-command';
import { silenceLimitsFrom } from './processes/silence';
import { openProjectSource } from './project/project-source';
import { stateSettingsOf } from './project/state-settings';
import type { BookmarkStore } from './state/bookmark-store';
import { States } from './state/states';
import { programTap, tapFactoryFor } from './taps/registry';
import { targetFactoryFor } from './targets/registry';

/** What runs a plugin of Meltemi's own where a pipe needs a program. */
const CLI = join(__dirname, 'cli', 'main.js');

export interface PlanDepsOptions {
  readonly projectRoot: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly redactor: Redactor;
  readonly bookmarks: BookmarkStore;
  readonly searchAttributes: boolean;
  readonly warn: (message: string) => void;
}

export interface DepsOptions extends PlanDepsOptions {
  readonly taskQueue: string;
}

/** Touches no disk: a plan may be made where no page store can be. */
export function createPlanDeps(options: PlanDepsOptions): PlanDeps {
  const { projectRoot, environment, redactor, bookmarks, searchAttributes, warn } = options;
  const projects = openProjectSource(projectRoot, environment);
  const silence = silenceLimitsFrom(environment);
  return {
    projects,
    tapFactory: tapFactoryFor,
    programTap: (project, { warn: told, ...request }) =>
      programTap(openTapProgram(project, { ...request, onLine: told, silence }), told),
    targetFactory: targetFactoryFor,
    isNative,
    states: new States({ bookmarks, settings: stateSettingsOf(projects), redactor, warn }),
    redactor,
    tuning: tuningFrom(environment),
    searchAttributes,
    faultPoint: faultPointsFrom(environment),
    warn,
  };
}

export async function createDeps(options: DepsOptions): Promise<ActivityDeps> {
  const { projectRoot, environment } = options;
  const plan = createPlanDeps(options);
  const silence = silenceLimitsFrom(environment);
  const { faultPoint } = plan;
  const directory = environment['MELTEMI_PAGE_DIR'] ?? join(projectRoot, '.meltemi');
  const pages = await FilePageStore.open({ directory, faultPoint, ...pageBound(environment) });
  return {
    ...plan,
    pages,
    commandRunner: runCommand,
    singerRunner: (project, request, io) => runPipe(project, request, io, { isNative, cli: CLI }, silence),
    mapper: new ThreadPageMapper({ script: join(__dirname, 'map-thread.js'), directory }),
    hostQueue: `${options.taskQueue}@${pages.hostId}`,
  };
}

function pageBound(environment: Readonly<Record<string, string | undefined>>): { maxBytes?: number } {
  const text = environment['MELTEMI_PAGE_STORE_BYTES'];
  return text === undefined || text === '' ? {} : { maxBytes: Number(text) };
}
