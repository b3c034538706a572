/** The chaos itself: rounds of change, run, kill, compare. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection, WorkflowFailedError } from '@temporalio/client';
import { Client as PgClient } from 'pg';
import type { JobReceipt } from '../../src/model/receipt';
import { Arena } from './arena';
import type { Victim } from './arena';
import { FAULT_POINTS, ZOMBIE_POINTS } from './fault-points';
import { JOBS } from './jobs';
import type { ChaosJob } from './jobs';
import { judge } from './oracle';
import { Random } from './random';
import { changeShop, fillShop } from './shop';

export interface ChaosOptions {
  readonly kills: number;
  readonly seed: number;
  /** At least this many runs, killed or not. */
  readonly rounds?: number;
  /** Names of `JOBS`; absent: all. */
  readonly jobs?: readonly string[];
  /** Execute each activity twice. */
  readonly twice?: boolean;
  readonly say: (line: string) => void;
}

export interface ChaosReport {
  readonly kills: number;
  readonly runs: number;
  readonly rowsChecked: number;
  readonly rowsWrong: number;
  readonly runsNeedingAHand: number;
  readonly pagesAgain: number;
  readonly zombies: number;
  readonly zombiesRefused: number;
  readonly ok: boolean;
}

/** A run that is not done after this long, with nobody killing it any more, needs a hand. */
const PATIENCE_MS = 120_000;
/** One run in this many is haunted by a zombie. */
const ZOMBIE_EVERY = 6;
/**
 * The server gives the frozen worker's activity up (heartbeat 2 s, host 5 s), and the tasks that its open polls took (10 s); then the
 * other worker raises the fence and loads. The later end lets it finish the run most of the time.
 */
const FROZEN_MS: readonly [number, number] = [20_000, 45_000];
/** A woken zombie tries to go on at once; a busy machine takes a while to let it. */
const ZOMBIE_ACTS_MS = 10_000;
/** Kills per run at most: a run must have a chance to end. */
const KILLS_PER_RUN = 6;

export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const arena = await Arena.open(options.twice === true ? { MELTEMI_FAULTS_TWICE: '1' } : {});
  const chaos = new Chaos(arena, options);
  try {
    return await chaos.run();
  } finally {
    await arena.close();
  }
}

class Chaos {
  private readonly random: Random;
  private readonly jobs: readonly ChaosJob[];
  private kills = 0;
  private runs = 0;
  private rowsChecked = 0;
  private rowsWrong = 0;
  private runsNeedingAHand = 0;
  private pages = 0;
  private zombies = 0;
  private zombiesRefused = 0;
  private pointIndex = 0;

  constructor(
    private readonly arena: Arena,
    private readonly options: ChaosOptions,
  ) {
    this.random = new Random(options.seed);
    this.jobs = JOBS.filter(({ name }) => options.jobs?.includes(name) ?? true);
    if (this.jobs.length === 0) throw new Error(`No such job: ${String(options.jobs)}`);
  }

  async run(): Promise<ChaosReport> {
    await this.withSource(fillShop);
    while (this.kills < this.options.kills || this.runs < (this.options.rounds ?? 0)) {
      const job = this.jobs[this.runs % this.jobs.length] ?? this.random.pick(this.jobs);
      await this.round(job);
    }
    const { zombiesRefused } = this;
    return {
      kills: this.kills,
      runs: this.runs,
      rowsChecked: this.rowsChecked,
      rowsWrong: this.rowsWrong,
      runsNeedingAHand: this.runsNeedingAHand,
      pagesAgain: Math.max(0, this.arena.passes('after-target-rows') - this.pages),
      zombies: this.zombies,
      zombiesRefused,
      ok: this.rowsWrong === 0 && this.runsNeedingAHand === 0 && (this.zombies === 0 || zombiesRefused > 0),
    };
  }

  private async round(job: ChaosJob): Promise<void> {
    this.runs++;
    await this.withSource((source) => changeShop(source, this.random));
    const connection = await Connection.connect({ address: this.arena.address });
    const client = new Client({ connection });
    const workflowId = `chaos-${this.runs}-${job.name}`;
    await client.workflow.start('runJob', { workflowId, taskQueue: 'meltemi', args: [job.name] });
    const ended = { value: false };
    const result = this.await(client, workflowId).finally(() => (ended.value = true));
    if (this.runs % ZOMBIE_EVERY === 0) await this.haunt(ended);
    else if (this.kills < this.options.kills) await this.harass(ended);
    const receipt = await result;
    if (receipt === null) {
      this.runsNeedingAHand++;
      this.options.say(`round ${this.runs} ${job.name}: needed a hand`);
      await client.workflow
        .getHandle(workflowId)
        .terminate('chaos gave up')
        .catch(() => undefined);
    } else {
      this.pages += receipt.pipelines
        .flatMap((pipeline) => pipeline.streams)
        .reduce((sum, stream) => sum + stream.pages, 0);
      await this.compare(job);
    }
    await connection.close();
  }

  private async compare(job: ChaosJob): Promise<void> {
    await this.withSource(async (source) => {
      const target = new PgClient(this.arena.target.url);
      await target.connect();
      await target.query("set timezone = 'UTC'");
      const verdict = await judge(job, source, target, this.arena.output);
      await target.end();
      this.rowsChecked += verdict.rows;
      this.rowsWrong += verdict.wrong;
      this.options.say(
        `round ${this.runs} ${job.name}: ${verdict.rows} rows, ${verdict.wrong} wrong; ${this.kills} kills so far`,
      );
      for (const example of verdict.examples) this.options.say(`  ${example}`);
    });
  }

  /** Kills until the run has ended or has been killed often enough. */
  private async harass(ended: { readonly value: boolean }): Promise<void> {
    for (let i = 0; i < KILLS_PER_RUN && !ended.value; i++) {
      await sleep(this.random.between(100, 1500));
      if (ended.value) return;
      if (this.random.next() < 0.45) await this.killAtPoint(ended);
      else await this.killSomebody();
    }
  }

  private async killSomebody(): Promise<void> {
    const victim = this.random.pick<Victim>(['worker', 'worker', 'worker', 'temporal', 'source', 'target']);
    this.kills++;
    await this.arena.kill(victim, Math.floor(this.random.next() * 2), this.random.between(0, 1500));
  }

  /** All points in turn, so that every one is met; a point that this job does not pass costs a moment. */
  private async killAtPoint(ended: { readonly value: boolean }): Promise<void> {
    const point = FAULT_POINTS[this.pointIndex++ % FAULT_POINTS.length] ?? 'before-load';
    this.arena.arm(point, 'SIGKILL');
    const deadline = Date.now() + 4000;
    while (!ended.value && Date.now() < deadline) {
      await sleep(50);
      if (!this.arena.armed(point)) break;
    }
    if (this.arena.disarm(point)) this.kills++;
  }

  /** Freezes a worker at a dangerous point, lets the other one take over, then wakes it. */
  private async haunt(ended: { readonly value: boolean }): Promise<void> {
    const point = this.random.pick(ZOMBIE_POINTS);
    this.arena.arm(point, 'SIGSTOP');
    const deadline = Date.now() + 10_000;
    while (!ended.value && Date.now() < deadline && this.arena.frozen().length === 0) await sleep(50);
    this.arena.disarm(point);
    const frozen = this.arena.frozen();
    if (frozen.length === 0) return;
    this.zombies++;
    this.kills++;
    const woken = Date.now() + this.random.between(...FROZEN_MS);
    while (!ended.value && Date.now() < woken) await sleep(100);
    const refusals = this.refusals();
    for (const pid of frozen) process.kill(pid, 'SIGCONT');
    const looked = Date.now() + ZOMBIE_ACTS_MS;
    while (this.refusals() === refusals && Date.now() < looked) await sleep(100);
    const isRefused = this.refusals() > refusals;
    if (isRefused) this.zombiesRefused++;
    this.options.say(`zombie woken ${point}: ${isRefused ? 'refused' : 'nobody had taken over yet'}`);
  }

  /** The refusals are seen in the workers' logs, not assumed. */
  private refusals(): number {
    return this.arena
      .workerLog()
      .split('\n')
      .filter((line) => line.includes('FencedOut')).length;
  }

  private async await(client: Client, workflowId: string): Promise<JobReceipt | null> {
    const deadline = Date.now() + PATIENCE_MS;
    while (Date.now() < deadline) {
      try {
        const late = sleep(deadline - Date.now(), null, { ref: false });
        return await Promise.race([client.workflow.getHandle(workflowId).result() as Promise<JobReceipt>, late]);
      } catch (error) {
        if (error instanceof WorkflowFailedError) {
          this.options.say(`run ${workflowId} failed: ${error.cause?.message ?? error.message}`);
          return null;
        }
        await sleep(300); // the server is down; it comes back
      }
    }
    return null;
  }

  private async withSource(body: (source: PgClient) => Promise<void>): Promise<void> {
    const source = new PgClient(this.arena.source.url);
    await source.connect();
    await source.query("set timezone = 'UTC'");
    await body(source);
    await source.end();
  }
}
