/** The chaos itself: rounds of change, run, kill, compare. */
import { Client, Connection } from '@temporalio/client';
import { Arena } from './arena';
import { awaitRun } from './await-run';
import { TARGET_KINDS, type TargetKind } from './fault-points';
import { Harassment } from './harassment';
import { JOBS, type ChaosJob } from './jobs';
import { Oracle } from './oracle';
import { writeProject } from './project';
import { Random } from './random';
import { changeShop, fillShop } from './shop';
import { Tally } from './tally';
import { withClient } from './with-client';

export interface ChaosOptions {
  readonly kills: number;
  readonly seed: number;
  /** Begins no run after so many minutes. */
  readonly minutes?: number;
  /** At least this many runs, killed or not. */
  readonly rounds?: number;
  /** Execute each activity twice. */
  readonly twice?: boolean;
  /** Only the jobs of these; all when left out. */
  readonly targets?: readonly TargetKind[];
  /** Only the jobs of these names; all when left out. */
  readonly jobs?: readonly string[];
  /** Kills at random times or in the midst of a run, at most; 8 when left out. */
  readonly killsPerRun?: number;
  /** Rows of the larger source tables; 12,000 when left out. */
  readonly rows?: number;
  readonly say: (line: string) => void;
}

export interface ChaosReport {
  readonly kills: number;
  readonly runs: number;
  readonly rowsChecked: number;
  readonly rowsWrong: number;
  /** Objects, files and tables that ended runs left behind. */
  readonly leftBehind: number;
  readonly runsNeedingAHand: number;
  readonly pagesAgain: number;
  readonly zombies: { readonly frozen: number; readonly replaceable: number; readonly refused: number };
  /** Where kills fell, as a table. */
  readonly table: readonly string[];
  /** Points of the targets at which nobody was killed. */
  readonly unmet: readonly string[];
  readonly ok: boolean;
}

/** A run that is not done after this long, with nobody killing it any more, needs a hand. */
const PATIENCE_MS = 240_000;
/** A run must have a chance to end. */
const KILLS_PER_RUN = 8;
/** One run in this many is haunted by a zombie. */
const ZOMBIE_EVERY = 6;
/** Up to 40 pages of 64 KiB per table and run: enough borders to be killed at. */
const ROWS = 12_000;

export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const extra = options.twice === true ? { MELTEMI_FAULTS_TWICE: '1' } : {};
  const arena = await Arena.open({ writeProject, withBucket: true, extra });
  const chaos = new Chaos(arena, options);
  try {
    return await chaos.run();
  } finally {
    await arena.close();
  }
}

class Chaos {
  private readonly random: Random;
  private readonly tally = new Tally();
  private readonly harassment: Harassment;
  private readonly oracle: Oracle;
  private readonly jobs: readonly ChaosJob[];
  private runs = 0;
  private rowsChecked = 0;
  private rowsWrong = 0;
  private leftBehind = 0;
  private runsNeedingAHand = 0;
  private pages = 0;

  constructor(
    private readonly arena: Arena,
    private readonly options: ChaosOptions,
  ) {
    const { targets, jobs } = options;
    this.random = new Random(options.seed);
    this.harassment = new Harassment(arena, this.random, this.tally, options.say);
    this.oracle = new Oracle(arena);
    this.jobs = JOBS.filter(
      ({ name, target }) => (jobs?.includes(name) ?? true) && (targets?.includes(target) ?? true),
    );
    if (this.jobs.length === 0) throw new Error(`No such job: ${String(jobs)}, of targets ${String(targets)}.`);
  }

  async run(): Promise<ChaosReport> {
    const { tally, harassment } = this;
    await withClient(this.arena.source.url, (source) => fillShop(source, this.options.rows ?? ROWS));
    const deadline = Date.now() + (this.options.minutes ?? Infinity) * 60_000;
    const { kills, rounds = 0 } = this.options;
    while ((tally.total < kills || this.runs < rounds) && Date.now() < deadline) {
      await this.round(this.jobs[this.runs % this.jobs.length] ?? this.random.pick(this.jobs));
    }
    const targets = TARGET_KINDS.filter((kind) => this.jobs.some(({ target }) => target === kind));
    const { zombies } = harassment;
    const isClean = this.rowsWrong === 0 && this.leftBehind === 0 && this.runsNeedingAHand === 0;
    return {
      kills: tally.total,
      runs: this.runs,
      rowsChecked: this.rowsChecked,
      rowsWrong: this.rowsWrong,
      leftBehind: this.leftBehind,
      runsNeedingAHand: this.runsNeedingAHand,
      pagesAgain: Math.max(0, this.arena.passes('after-target-rows') - this.pages),
      zombies,
      table: tally.table(targets),
      unmet: tally.unmet(targets),
      ok: isClean && (zombies.replaceable === 0 || zombies.refused > 0),
    };
  }

  private async round(job: ChaosJob): Promise<void> {
    this.runs++;
    await withClient(this.arena.source.url, (source) => changeShop(source, this.random));
    const connection = await Connection.connect({ address: this.arena.address });
    const client = new Client({ connection });
    const workflowId = `chaos-${this.runs}-${job.name}`;
    const isHaunted = this.runs % ZOMBIE_EVERY === 0;
    const isHarassed = !isHaunted && this.tally.total < this.options.kills;
    if (isHarassed) this.harassment.arm(job);
    await client.workflow.start('runJob', { workflowId, taskQueue: 'meltemi', args: [job.name] });
    const ended = { value: false };
    const result = awaitRun(client, workflowId, PATIENCE_MS, this.options.say).finally(() => (ended.value = true));
    if (isHaunted) await this.harassment.haunt(job, ended);
    else if (isHarassed) await this.harassment.harass(job, ended, this.options.killsPerRun ?? KILLS_PER_RUN);
    const receipt = await result;
    this.harassment.settle(job);
    if (receipt === null) {
      this.runsNeedingAHand++;
      this.options.say(`round ${this.runs} ${job.name}: needed a hand`);
    } else {
      this.pages += receipt.pipelines
        .flatMap((pipeline) => pipeline.streams)
        .reduce((sum, stream) => sum + stream.pages, 0);
      await this.compare(job);
    }
    await connection.close();
  }

  private async compare(job: ChaosJob): Promise<void> {
    const { source, target } = this.arena;
    await withClient(source.url, (from) =>
      withClient(target.url, async (to) => {
        const { rows, wrong, examples, left } = await this.oracle.judge(job, from, to);
        this.rowsChecked += rows;
        this.rowsWrong += wrong;
        this.leftBehind += left.length;
        const what = `${String(rows)} rows, ${String(wrong)} wrong, ${String(left.length)} left behind`;
        this.options.say(`round ${this.runs} ${job.name}: ${what}; ${this.tally.total} kills so far`);
        for (const example of [...examples, ...left.slice(0, 5)]) this.options.say(`  ${example}`);
      }),
    );
  }
}
