/**
 * `meltemi worker`: takes part in the project's runs on the Temporal that the standard variables name. `meltemi dev` starts
 * it too, as its child: then it serves the commands of the project on the control socket, and ends when its parent does.
 */
import { startWorker } from '../../worker';
import { configuredConnection, localConnection, unreachable } from '../../temporal/connection';
import type { ConnectionSettings } from '../../temporal/connection';
import { runningDev } from '../../temporal/dev-file';
import { EXIT } from '../cli-error';
import type { ExitCode } from '../cli-error';
import type { CommandContext } from '../command-context';
import { logFormat, logLevel } from '../command-log';
import { serveControl } from '../control/control-server';
import { controlSocketPath } from '../control/socket-path';
import { createWorkerControl } from '../control/worker-control';
import { isStructured, type LogLevel } from '../output/command-log';
import { logLineAsText } from '../output/log-lines';
import { untilSignal } from './until-signal';

export interface WorkerCommandOptions {
  /** Started by `meltemi dev`, with a channel to it. */
  readonly devChild?: boolean;
}

export async function workerCommand(context: CommandContext, options: WorkerCommandOptions): Promise<ExitCode> {
  const { env } = context;
  const projectRoot = context.projectRoot();
  const isChild = options.devChild === true;
  const settings = isChild
    ? { ...localConnection(env['TEMPORAL_ADDRESS'] ?? ''), namespace: env['TEMPORAL_NAMESPACE'] ?? 'default' }
    : configuredConnection(env);
  const log = logTo(context);
  const worker = await startWorker({
    projectRoot,
    ...settings,
    environment: env,
    log,
    logLevel: workerLogLevel(context),
  }).catch((error: unknown) => {
    throw isConnectionError(error) ? unreachable(settings.connection.address, error) : error;
  });
  const control = createWorkerControl(worker, runningDev(projectRoot)?.uiUrl ?? null);
  const served = isChild ? await serveControl(control, controlSocketPath(projectRoot)) : null;
  const orphaned = new Promise<void>((resolve) => process.once('disconnect', resolve));
  if (isChild) process.send?.('ready');
  else context.stderr.write(`${joined(settings, projectRoot)}\n`);
  try {
    await untilSignal(Promise.race([worker.done, ...(isChild ? [orphaned] : [])]));
  } finally {
    await served?.close();
    await worker.stop();
  }
  return EXIT.ok;
}

/** The SDK knows fewer levels. The output of commands that run in jobs is of level info. */
function workerLogLevel(context: CommandContext): WorkerLogLevel {
  const level = logLevel(context);
  return SDK_LEVELS[level];
}

type WorkerLogLevel = NonNullable<Parameters<typeof startWorker>[0]['logLevel']>;

const SDK_LEVELS: Readonly<Record<LogLevel, WorkerLogLevel>> = {
  disabled: 'ERROR',
  critical: 'ERROR',
  error: 'ERROR',
  warning: 'WARN',
  info: 'INFO',
  debug: 'DEBUG',
};

function logTo(context: CommandContext): (line: string) => void {
  const { stderr } = context;
  const format = logFormat(context);
  const asText = format === null ? stderr.isTTY === true : !isStructured(format);
  return (line) => void stderr.write(asText ? logLineAsText(line) : line);
}

function joined({ connection, namespace }: ConnectionSettings, projectRoot: string): string {
  return `Working for ${projectRoot} on Temporal ${connection.address ?? 'localhost:7233'}, namespace ${namespace}. Ctrl-C drains and ends.`;
}

/** The SDK's two clients name their errors differently. */
function isConnectionError(error: unknown): boolean {
  return error instanceof Error && /transport|connect|UNAVAILABLE|DEADLINE/i.test(`${error.name} ${error.message}`);
}
