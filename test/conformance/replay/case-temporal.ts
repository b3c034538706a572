/**
 * A Temporal for the cases that keep state or run something: one server for all, a namespace for each case, and a worker in the
 * case's project with the environment of the step, as `meltemi dev` would have it.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Connection } from '@temporalio/client';
import { startTemporal, type TestTemporal } from '../../support/temporal';

/** The server keeps no closed runs of a case for longer than it must. */
const RETENTION_SECONDS = 24 * 3600;
const STOP_GRACE_MS = 3000;

export class CaseTemporal {
  private made = 0;

  private constructor(
    private readonly server: TestTemporal,
    private readonly connection: Connection,
  ) {}

  static async open(): Promise<CaseTemporal> {
    const server = await startTemporal();
    return new CaseTemporal(server, await Connection.connect({ address: server.address }));
  }

  /** Variables that lead a command to a namespace of its own. */
  async namespace(): Promise<Readonly<Record<string, string>>> {
    const namespace = `case-${String(++this.made)}`;
    await this.connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: { seconds: RETENTION_SECONDS as unknown as Long },
    });
    return { TEMPORAL_ADDRESS: this.server.address, TEMPORAL_NAMESPACE: namespace };
  }

  async close(): Promise<void> {
    await this.connection.close();
    await this.server.stop();
  }
}

type Long = NonNullable<
  NonNullable<
    Parameters<Connection['workflowService']['registerNamespace']>[0]['workflowExecutionRetentionPeriod']
  >['seconds']
>;

/** A worker of a case; kept from step to step while the environment stays. */
export class CaseWorker {
  private child: ChildProcess | null = null;
  private environment = '';

  constructor(
    private readonly program: readonly string[],
    private readonly root: string,
  ) {}

  async ensure(environment: Readonly<Record<string, string>>): Promise<void> {
    const key = JSON.stringify(environment);
    if (this.child?.exitCode === null && key === this.environment) return;
    await this.stop();
    const [command = '', ...args] = this.program;
    const child = spawn(command, [...args, 'worker', '--dev-child'], {
      cwd: this.root,
      env: environment,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.child = child;
    this.environment = key;
    // A project that cannot be read has no worker; the step then shows what the command says to that.
    await Promise.race([once(child, 'message'), once(child, 'exit')]);
  }

  async stop(): Promise<void> {
    const { child } = this;
    this.child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS);
    await ended;
    clearTimeout(timer);
  }
}
