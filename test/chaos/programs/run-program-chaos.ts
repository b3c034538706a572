/** The chaos of programs: rounds of change, run, kill of taps, mappers, targets and workers, compare. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import type { DeliveryLevel } from '../../../src/model/plan';
import type { JobReceipt } from '../../../src/model/receipt';
import { Arena } from '../arena';
import { awaitRun } from '../await-run';
import { Random } from '../random';
import { changeShop, fillShop } from '../shop';
import type { TableName } from '../tables';
import { withClient } from '../with-client';
import { PROGRAM_JOBS, type ProgramJob } from './jobs';
import { ProgramJudge } from './judge';
import { KillTable, type ProgramVictim } from './kill-table';
import { pluginProcesses } from './plugin-processes';
import { installRealPlugins, schemaOf, streamOf, writeProgramProject } from './project';

export interface ProgramChaosOptions {
  readonly kills: number;
  readonly seed: number;
  /** Begins no run after so many minutes. */
  readonly minutes?: number;
  /** Only the jobs of these names; all when left out. */
  readonly jobs?: readonly string[];
  /** Kills in the midst of a run, at most; 5 when left out. */
  readonly killsPerRun?: number;
  /** Rows of the larger source tables; 4,000 when left out. */
  readonly rows?: number;
  readonly say: (line: string) => void;
}

export interface ProgramChaosReport {
  readonly kills: number;
  readonly runs: number;
  readonly rowsChecked: number;
  readonly rowsWrong: number;
  /** Rows that came again where the printed level allows it. */
  readonly rowsAgain: number;
  /** Processes of plugins that were still there some time after their run. */
  readonly leftBehind: number;
  readonly runsNeedingAHand: number;
  readonly table: readonly string[];
  readonly ok: boolean;
}

/** A run that is not done after this long, with nobody killing it any more, needs a hand: a try takes some ten seconds. */
const PATIENCE_MS = 360_000;
/** Below the number in a row (`src/activities/failure.ts`) after which a run fails, since a person should look. */
const KILLS_PER_RUN = 5;
/** Some twenty fetches of `tap_shop.py`. */
const ROWS = 4000;
/** Between two runs: an incremental stream has some thousand rows to bring, which takes it seconds. */
const CHANGES = 2;
/** From the start of a Python program: before its first word, while it works, and at its end. */
const MOMENT_MS: readonly [number, number] = [0, 4000];
/** A try starts after 10 s at the latest, or after the 10 s in which the server finds a worker gone. */
const VICTIM_PATIENCE_MS = 25_000;
/** What is told to end has 30 s (`GRACE_MS` of `src/processes/spawn-program.ts`). */
const GONE_MS = 40_000;

export async function runProgramChaos(options: ProgramChaosOptions): Promise<ProgramChaosReport> {
  const { jobs: names } = options;
  const jobs = PROGRAM_JOBS.filter(({ name }) => names?.includes(name) ?? true);
  if (jobs.length === 0) throw new Error(`No such job: ${String(names)}. There are ${jobNames()}.`);
  const real = await installRealPlugins();
  const arena = await Arena.open({ writeProject: (root, ends) => writeProgramProject(root, ends, real) });
  try {
    return await new ProgramChaos(arena, jobs, options).run();
  } finally {
    await arena.close();
  }
}

function jobNames(): string {
  return PROGRAM_JOBS.map(({ name }) => name).join(', ');
}

interface Ended {
  value: boolean;
}

class ProgramChaos {
  readonly #random: Random;
  readonly #judge: ProgramJudge;
  readonly #table: KillTable;
  #runs = 0;
  #leftBehind = 0;
  #runsNeedingAHand = 0;

  constructor(
    private readonly arena: Arena,
    private readonly jobs: readonly ProgramJob[],
    private readonly options: ProgramChaosOptions,
  ) {
    this.#random = new Random(options.seed);
    this.#judge = new ProgramJudge(arena.output);
    this.#table = new KillTable(jobs);
  }

  async run(): Promise<ProgramChaosReport> {
    const { kills, minutes = Infinity, rows = ROWS } = this.options;
    await withClient(this.arena.source.url, (source) => fillShop(source, rows));
    // Several programs of a first run would each try to make it.
    const shared = this.jobs.filter(({ lanes }) => lanes > 1);
    await withClient(this.arena.target.url, async (target) => {
      for (const { name } of shared) await target.query(`create schema ${schemaOf(name)}`);
    });
    const deadline = Date.now() + minutes * 60_000;
    while (this.#table.total < kills && Date.now() < deadline) {
      await this.#round(this.jobs[this.#runs % this.jobs.length] ?? this.#random.pick(this.jobs));
    }
    const { total, rows: rowsChecked, wrong: rowsWrong, again: rowsAgain } = this.#table;
    const [leftBehind, runsNeedingAHand] = [this.#leftBehind, this.#runsNeedingAHand];
    return {
      ...{ kills: total, runs: this.#runs, rowsChecked, rowsWrong, rowsAgain, leftBehind, runsNeedingAHand },
      table: this.#table.lines(),
      ok: rowsWrong === 0 && leftBehind === 0 && runsNeedingAHand === 0,
    };
  }

  async #round(job: ProgramJob): Promise<void> {
    this.#runs++;
    const { say, killsPerRun = KILLS_PER_RUN } = this.options;
    await withClient(this.arena.source.url, async (source) => {
      for (let i = 0; i < CHANGES; i++) await changeShop(source, this.#random);
    });
    const connection = await Connection.connect({ address: this.arena.address });
    const client = new Client({ connection });
    const workflowId = `chaos-${String(this.#runs)}-${job.name}`;
    await client.workflow.start('runJob', { workflowId, taskQueue: 'meltemi', args: [job.name] });
    const ended: Ended = { value: false };
    const result = awaitRun(client, workflowId, PATIENCE_MS, say).finally(() => (ended.value = true));
    const before = this.#table.total;
    for (let i = 0; i < killsPerRun && !ended.value; i++) await this.#kill(job, ended);
    const receipt = await result;
    await connection.close();
    const kills = `${String(this.#table.total - before)} kills, ${String(this.#table.total)} so far`;
    if (receipt === null) {
      this.#runsNeedingAHand++;
      say(`round ${String(this.#runs)} ${job.name}: needed a hand; ${kills}`);
    } else {
      this.#table.ended(job);
      await this.#compare(job, receipt, kills);
    }
    await this.#lookForLeftovers();
  }

  /** Of those that can be killed, whom it has befallen least often; a server is killed once in a while. */
  async #kill(job: ProgramJob, ended: Ended): Promise<void> {
    const choices: readonly ProgramVictim[] = [...job.programs, 'worker'];
    const least = Math.min(...choices.map((victim) => this.#table.count(victim)));
    const victim =
      this.#random.next() < 0.06
        ? 'temporal'
        : this.#random.pick(
            this.#random.next() < 0.5 ? choices : choices.filter((each) => this.#table.count(each) === least),
          );
    if (!(await this.#comesUp(job, victim, ended))) return;
    await sleep(this.#random.between(...MOMENT_MS));
    if (ended.value) return;
    if (victim === 'temporal') {
      await this.arena.kill(victim, 0, this.#random.between(0, 1500));
    } else if (victim === 'worker') {
      // The one that has the programs, if any has.
      const worker = this.arena.workerOf(pluginProcesses(this.arena.project).map(({ pid }) => pid));
      await this.arena.kill('worker', worker ?? Math.floor(this.#random.next() * 2), 0);
    } else {
      const found = pluginProcesses(this.arena.project).filter(({ role }) => role === victim);
      if (found.length === 0) return;
      if (!killed(this.#random.pick(found).pid)) return;
    }
    this.#table.add(job, victim);
  }

  /** Waits until a program is there whose time can be measured. */
  async #comesUp(job: ProgramJob, victim: ProgramVictim, ended: Ended): Promise<boolean> {
    const roles: readonly string[] = victim === 'worker' || victim === 'temporal' ? job.programs : [victim];
    const deadline = Date.now() + VICTIM_PATIENCE_MS;
    while (!ended.value && Date.now() < deadline) {
      if (pluginProcesses(this.arena.project).some(({ role }) => roles.includes(role))) return true;
      await sleep(100);
    }
    return false;
  }

  async #compare(job: ProgramJob, receipt: JobReceipt, kills: string): Promise<void> {
    const { source, target } = this.arena;
    for (const table of job.tables) {
      const level = levelOf(job, table, receipt);
      const found = await withClient(source.url, (from) =>
        withClient(target.url, (to) => this.#judge.judge(job, table, level, from, to)),
      );
      this.#table.compared(job, level, found);
      const { rows, wrong, again, examples } = found;
      const counts = `${String(rows)} rows, ${String(wrong)} wrong, ${String(again)} came again`;
      this.options.say(`round ${String(this.#runs)} ${job.name}, ${table} (${level}): ${counts}; ${kills}`);
      for (const example of examples) this.options.say(`  ${example}`);
    }
  }

  async #lookForLeftovers(): Promise<void> {
    const deadline = Date.now() + GONE_MS;
    while (pluginProcesses(this.arena.project).length > 0 && Date.now() < deadline) await sleep(200);
    const left = pluginProcesses(this.arena.project);
    this.#leftBehind += left.length;
    for (const { pid, role } of left) this.options.say(`  a ${role} of an ended run is still there: ${String(pid)}`);
    for (const { pid } of left) killed(pid);
  }
}

/** As the run printed it. */
function levelOf(job: ProgramJob, table: TableName, { pipelines }: JobReceipt): DeliveryLevel {
  const streams = pipelines.flatMap((pipeline) => pipeline.streams);
  const found = streams.find(({ stream }) => stream === streamOf(job, table));
  if (found !== undefined) return found.delivery;
  throw new Error(`the receipt of ${job.name} has no level of ${table}, but ${JSON.stringify(streams)}`);
}

function killed(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false; // It ended while we looked.
  }
}
