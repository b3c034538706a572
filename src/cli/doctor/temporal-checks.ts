/** Which Temporal a run would use, whether it answers, and whether it has what runs want of it. */
import { Connection } from '@temporalio/client';
import type { ConnectionOptions } from '@temporalio/client';
import { TASK_QUEUE } from '../../model/task-queue';
import { locateTemporalBinary } from '../../temporal/binary';
import { configuredConnection } from '../../temporal/connection';
import { runningDev } from '../../temporal/dev-file';
import { missingSearchAttributes } from '../../temporal/search-attributes';
import { viewError } from '../cli-error';
import { isTemporalConfigured } from '../temporal-configured';
import { error, ok, warning, type Finding } from './check';

const SUBJECT = 'Temporal';
const CONNECT_TIMEOUT = '5s';

export async function checkTemporal(projectRoot: string, env: NodeJS.ProcessEnv): Promise<readonly Finding[]> {
  if (isTemporalConfigured(env)) {
    const { connection, namespace } = configuredConnection(env);
    return checkServer(connection, namespace, 'Start a worker with `meltemi worker`: runs wait until there is one.');
  }
  const dev = runningDev(projectRoot);
  if (dev !== null) {
    const found = await checkServer({ address: dev.address }, 'default', 'See `.meltemi/worker.log`.');
    return [ok(SUBJECT, `\`meltemi dev\` of this project, UI ${dev.uiUrl}`), ...found];
  }
  return checkBinary(env);
}

async function checkBinary(env: NodeJS.ProcessEnv): Promise<readonly Finding[]> {
  try {
    const { binary, tried } = await locateTemporalBinary(env);
    if (binary !== null) return [ok(SUBJECT, `embedded, ${binary.path} ${binary.version}`)];
    return [
      warning(
        SUBJECT,
        `Embedded, and its binary is not here yet: ${tried.join('; ')}.`,
        'The first run downloads it (45 MB). Without a network install it from https://docs.temporal.io/cli, or set `TEMPORAL_CLI_PATH`.',
      ),
    ];
  } catch (failure) {
    return [failed(failure)];
  }
}

async function checkServer(
  options: ConnectionOptions,
  namespace: string,
  withoutWorkers: string,
): Promise<readonly Finding[]> {
  const address = options.address ?? 'localhost:7233';
  let connection: Connection;
  try {
    connection = await Connection.connect({ ...options, connectTimeout: CONNECT_TIMEOUT });
  } catch (failure) {
    const reason = failure instanceof Error ? failure.message : String(failure);
    return [
      error(
        SUBJECT,
        `\`${address}\` does not answer: ${reason}.`,
        'Start it, or correct `TEMPORAL_ADDRESS`; without that variable Meltemi runs an embedded server.',
      ),
    ];
  }
  try {
    return await askServer(connection, address, namespace, withoutWorkers);
  } catch (failure) {
    return [failed(failure)];
  } finally {
    await connection.close();
  }
}

async function askServer(
  connection: Connection,
  address: string,
  namespace: string,
  withoutWorkers: string,
): Promise<readonly Finding[]> {
  const { serverVersion } = await connection.workflowService.getSystemInfo({});
  await connection.workflowService.describeNamespace({ namespace });
  const missing = await missingSearchAttributes(connection, namespace);
  const { pollers } = await connection.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: TASK_QUEUE },
    taskQueueType: WORKFLOW_QUEUE,
  });
  return [
    ok(SUBJECT, `${address}, namespace ${namespace}, server ${serverVersion ?? 'of an unknown version'}`),
    missing.length === 0
      ? ok('search attributes', 'all are registered')
      : warning(
          'search attributes',
          `The server does not have ${missing.join(', ')}, so runs cannot be found by them.`,
          'A worker registers them when it may; else register them with `temporal operator search-attribute create`.',
        ),
    pollers.length === 0
      ? warning('workers', `No worker listens on \`${TASK_QUEUE}\`.`, withoutWorkers)
      : ok('workers', `${pollers.length} on \`${TASK_QUEUE}\``),
  ];
}

/** `TaskQueueType` of Temporal's API. */
const WORKFLOW_QUEUE = 1;

function failed(failure: unknown): Finding {
  const { reason, instruction } = viewError(failure);
  return error(SUBJECT, reason, instruction);
}
