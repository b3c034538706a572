/**
 * The worker: the only place where real things are made. Joins a Temporal server and takes part in a project's runs, on two
 * queues: the project's (workflows, planning, bookkeeping) and its own (extract, map, load: the pages lie on this host's disk).
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { ConnectionOptions } from '@temporalio/client';
import { bundleWorkflowCode, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { NativeConnectionOptions, WorkflowBundleOption } from '@temporalio/worker';
import { createActivities } from './activities';
import type { ActivityDeps } from './activities/deps';
import { twiceFrom } from './activities/fault-injection';
import { OpenPipelines } from './activities/open-pipelines';
import { createDeps } from './make-deps';
import { Redactor } from './model/redactor';
import { TASK_QUEUE } from './model/task-queue';
import { BookmarkWorkflowStore } from './temporal/bookmark-workflow-store';
import { ensureSearchAttributes } from './temporal/search-attributes';
import { createLogger } from './temporal/worker-log';

/** SIGTERM: activities get this long to end their page by themselves, then they are cancelled and tried again elsewhere. */
const SHUTDOWN_GRACE = '20s';
/** After this the process gives up waiting for activities that do not react. */
const SHUTDOWN_FORCE = '40s';
/** A workflow task that was sent to a dead worker's own queue is offered to the others after this long. */
const STICKY_TIMEOUT = '3s';
/** Some 20 KB each; a run with 100 streams has 102 workflows. */
const MAX_CACHED_WORKFLOWS = 300;
/** Four streams with one extraction, two maps and two loads each; every one holds some 2 MB of buffers. */
const MAX_HOST_ACTIVITIES = 20;
const MAX_QUEUE_ACTIVITIES = 20;
/** Pages of runs that nobody touched for a day belong to runs that ended elsewhere. */
const SWEEP_AGE_SECONDS = 24 * 3600;

export interface WorkerOptions {
  readonly projectRoot: string;
  readonly connection: ConnectionOptions;
  readonly namespace: string;
  readonly taskQueue?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Default: a JSON line on stderr. */
  readonly log?: (line: string) => void;
  readonly logLevel?: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
}

export interface RunningWorker {
  readonly client: Client;
  readonly deps: ActivityDeps;
  readonly pipelines: OpenPipelines;
  /** Settles when the worker has stopped; rejects when it broke. */
  readonly done: Promise<void>;
  /** Drains: no new work, the work at hand ended or handed back. */
  stop(): Promise<void>;
}

export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const redactor = new Redactor();
  const log = options.log ?? ((line: string) => process.stderr.write(line));
  installRuntime(options, redactor, log);
  const [native, connection] = await Promise.all([
    NativeConnection.connect(options.connection as NativeConnectionOptions),
    Connection.connect(options.connection),
  ]);
  const client = new Client({ connection, namespace: options.namespace });
  const taskQueue = options.taskQueue ?? TASK_QUEUE;
  const deps = await createDeps({
    projectRoot: options.projectRoot,
    environment: options.environment,
    redactor,
    bookmarks: new BookmarkWorkflowStore(client, taskQueue),
    searchAttributes: await ensureSearchAttributes(connection, options.namespace),
    taskQueue,
    warn: (message) => void Runtime.instance().logger.warn(message),
  });
  const pipelines = new OpenPipelines(deps);
  const workers = await createWorkers(native, options, taskQueue, deps, pipelines);
  const sweeper = startSweeping(deps);
  const done = runAll(workers).finally(async () => {
    clearInterval(sweeper);
    await pipelines.close();
    await deps.mapper.close();
    await Promise.all([native.close(), connection.close()]);
  });
  return {
    client,
    deps,
    pipelines,
    done,
    stop: async () => {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await done;
    },
  };
}

function installRuntime(options: WorkerOptions, redactor: Redactor, log: (line: string) => void): void {
  const level = options.logLevel ?? 'WARN';
  Runtime.install({
    logger: createLogger(level, redactor, log),
    // The command line decides what a signal means; see `src/cli/commands/worker.ts`.
    shutdownSignals: [],
    telemetryOptions: { logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } } },
  });
}

async function createWorkers(
  connection: NativeConnection,
  { namespace, environment }: WorkerOptions,
  taskQueue: string,
  deps: ActivityDeps,
  pipelines: OpenPipelines,
): Promise<readonly Worker[]> {
  const activities = createActivities(deps, pipelines);
  const shared = {
    connection,
    namespace,
    activities,
    interceptors: { activity: twiceFrom(environment) },
    shutdownGraceTime: SHUTDOWN_GRACE,
    shutdownForceTime: SHUTDOWN_FORCE,
    maxHeartbeatThrottleInterval: '5s',
  } as const;
  return Promise.all([
    Worker.create({
      ...shared,
      taskQueue,
      workflowBundle: await workflowBundle(),
      maxConcurrentActivityTaskExecutions: MAX_QUEUE_ACTIVITIES,
      maxCachedWorkflows: MAX_CACHED_WORKFLOWS,
      stickyQueueScheduleToStartTimeout: STICKY_TIMEOUT,
    }),
    Worker.create({
      ...shared,
      taskQueue: deps.hostQueue,
      maxConcurrentActivityTaskExecutions: MAX_HOST_ACTIVITIES,
    }),
  ]);
}

/** The bundle that the build made; from sources (tests, development) it is made now. */
async function workflowBundle(): Promise<WorkflowBundleOption> {
  const built = join(__dirname, 'workflow-bundle.js');
  if (existsSync(built)) return { codePath: built };
  return bundleWorkflowCode({ workflowsPath: require.resolve('./workflows') });
}

function startSweeping(deps: ActivityDeps): NodeJS.Timeout {
  const sweep = () => {
    deps.pages
      .sweep(SWEEP_AGE_SECONDS)
      .catch((error: unknown) => deps.warn(`Sweeping old pages failed: ${String(error)}`));
  };
  sweep();
  return setInterval(sweep, SWEEP_AGE_SECONDS * 1000).unref();
}

/** All workers of the process stand and fall together. */
async function runAll(workers: readonly Worker[]): Promise<void> {
  const stopOthers = () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  await Promise.all(workers.map((worker) => worker.run().finally(stopOthers)));
}
