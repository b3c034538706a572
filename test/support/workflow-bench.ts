/** Runs the real workflows on a real server over given activities: one job per test, its queue and names its own. */
import { Client, Connection, WorkflowFailedError } from '@temporalio/client';
import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { StreamProgressView } from '../../src/model/progress';
import type { JobReceipt } from '../../src/model/receipt';
import type { runJob } from '../../src/workflows';
import { replayAll, saveAll } from './histories';
import { startTemporal } from './temporal';
import type { TestTemporal } from './temporal';
import type { ToyPipeline } from './toy-pipeline';

/** A test that hangs should say so before jest does. */
const PATIENCE_MS = 30_000;

export class WorkflowBench {
  private temporal: TestTemporal | null = null;
  private bundle: { code: string } | null = null;
  private native: NativeConnection | null = null;
  private connection: Connection | null = null;
  private stopWorkers: (() => Promise<void>) | null = null;
  private job = '';
  private jobs = 0;

  async start(): Promise<void> {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    this.temporal = await startTemporal({});
    this.bundle = await bundleWorkflowCode({ workflowsPath: require.resolve('../../src/workflows') });
    this.native = await NativeConnection.connect({ address: this.temporal.address });
    this.connection = await Connection.connect({ address: this.temporal.address });
  }

  async stop(): Promise<void> {
    await this.stopWorkers?.();
    if (this.bundle !== null) await replayAll(this.client, this.bundle);
    const folder = process.env['MELTEMI_SAVE_HISTORIES'];
    if (folder !== undefined) await saveAll(this.client, folder);
    await this.native?.close();
    await this.connection?.close();
    await this.temporal?.stop();
  }

  get client(): Client {
    if (this.connection === null) throw new Error('start first');
    return new Client({ connection: this.connection });
  }

  /** Ends the workers of the test before and starts new ones over this pipeline. */
  async serve(make: (hostQueue: string) => ToyPipeline): Promise<ToyPipeline> {
    await this.stopWorkers?.();
    if (this.bundle === null || this.native === null) throw new Error('start first');
    this.job = `job-${++this.jobs}`;
    const pipeline = make(`${this.job}@host`);
    const shared = { connection: this.native, activities: pipeline.activities() };
    const workers = [
      await Worker.create({ ...shared, taskQueue: this.job, workflowBundle: this.bundle }),
      await Worker.create({ ...shared, taskQueue: pipeline.hostQueue }),
    ];
    const running = workers.map((worker) => worker.run());
    this.stopWorkers = async () => {
      this.stopWorkers = null;
      for (const worker of workers) worker.shutdown();
      await Promise.all(running);
    };
    return pipeline;
  }

  startRun(): Promise<WorkflowHandleWithFirstExecutionRunId<typeof runJob>> {
    return this.client.workflow.start<typeof runJob>('runJob', {
      taskQueue: this.job,
      workflowId: `${this.job}-${Math.random().toString(36).slice(2)}`,
      args: [this.job],
    });
  }

  async run(): Promise<JobReceipt> {
    return (await this.startRun()).result();
  }

  get taskQueue(): string {
    return this.job;
  }

  pipelineId(): string {
    return `toy/dev:${this.job}`;
  }

  streamProgress(stream: string): Promise<StreamProgressView> {
    return this.client.workflow
      .getHandle(`${this.pipelineId()}/${stream}`)
      .query<StreamProgressView>('progress')
      .catch(() => ({ phase: 'waiting', rows: 0 }) as StreamProgressView);
  }

  /** Events of each run of a stream's chain. */
  async historyLengths(stream: string): Promise<number[]> {
    const lengths: number[] = [];
    const query = `WorkflowId = "${this.pipelineId()}/${stream}"`;
    for await (const run of this.client.workflow.list({ query })) lengths.push(run.historyLength ?? 0);
    return lengths;
  }

  failureOf(error: unknown): { type: string | undefined; message: string; receipt: unknown } {
    if (!(error instanceof WorkflowFailedError)) throw error;
    const { cause } = error;
    if (!(cause instanceof ApplicationFailure || cause instanceof CancelledFailure)) throw error;
    return {
      type: cause instanceof ApplicationFailure ? (cause.type ?? undefined) : 'Cancelled',
      message: cause.message,
      receipt: cause.details?.[0],
    };
  }

  async until(fact: () => boolean | Promise<boolean>): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!(await fact())) {
      if (Date.now() > deadline) throw new Error('waited too long');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Waits until a count has not moved for a while. */
  async quiet(count: () => number): Promise<void> {
    for (let before = -1, now = count(); before !== now; now = count()) {
      before = now;
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
  }
}
