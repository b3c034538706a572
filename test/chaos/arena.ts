/**
 * Everything that can be killed: source, target, bucket, Temporal server, two workers on hosts (page folders) of their own. What dies is
 * started again after a moment, as an orchestrator would do; nobody helps otherwise.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findTemporalBinary } from '../../src/temporal/binary';
import { startEmbeddedServer } from '../../src/temporal/embedded-server';
import type { TemporalBinary } from '../../src/temporal/binary';
import type { EmbeddedServer } from '../../src/temporal/embedded-server';
import { startPostgres } from '../support/postgres';
import type { TestPostgres } from '../support/postgres';
import { parentsByPid } from '../support/process-tree';
import { Bucket } from './bucket';
import type { Ends } from './project';

export interface ArenaOptions {
  readonly writeProject: (root: string, ends: Ends) => void;
  /** A bucket is wanted, too: its server may have to be built first. */
  readonly withBucket?: boolean;
  /** Further variables of the workers. */
  readonly extra?: Readonly<Record<string, string>>;
}

export type Victim = 'worker' | 'temporal' | 'source' | 'target' | 'bucket';

const WORKERS = 2;
const FIRST_PORT = 17_900;

/** Short times, so that a kill costs seconds and not minutes; small pages, so that there are many borders. */
const TUNING = {
  MELTEMI_PAGE_BYTES: '65536',
  MELTEMI_HEARTBEAT_SECONDS: '2',
  MELTEMI_HOST_TIMEOUT_SECONDS: '5',
  MELTEMI_MAX_HISTORY_EVENTS: '300',
};

export class Arena {
  readonly root = mkdtempSync(join(tmpdir(), 'meltemi-chaos-'));
  readonly project = join(this.root, 'project');
  readonly output = join(this.root, 'output');
  readonly faults = join(this.root, 'faults');
  /** Where workers write files that are going to be uploaded. */
  readonly scratch = join(this.root, 'scratch');
  private readonly workers: (ChildProcess | null)[] = Array.from({ length: WORKERS }, () => null);
  private closing = false;

  private constructor(
    readonly source: TestPostgres,
    readonly target: TestPostgres,
    private readonly maybeBucket: Bucket | null,
    private readonly binary: TemporalBinary,
    private server: EmbeddedServer,
    /** Of the Temporal server first; all are removed in the end. */
    private readonly folders: readonly string[],
    private readonly extra: Readonly<Record<string, string>>,
  ) {}

  static async open({ writeProject, withBucket = false, extra = {} }: ArenaOptions): Promise<Arena> {
    const buckets = mkdtempSync(join(tmpdir(), 'meltemi-chaos-buckets-'));
    const [source, target, bucket, binary] = await Promise.all([
      startPostgres(),
      startPostgres(),
      withBucket ? Bucket.open(buckets) : null,
      findTemporalBinary({ environment: process.env, onLine: console.log }),
    ]);
    const stateDir = mkdtempSync(join(tmpdir(), 'meltemi-chaos-temporal-'));
    const server = await startEmbeddedServer({ binary, stateDir, port: FIRST_PORT, uiPort: FIRST_PORT + 50 });
    const arena = new Arena(source, target, bucket, binary, server, [stateDir, buckets], extra);
    for (const folder of [arena.faults, arena.output, arena.scratch]) mkdirSync(folder, { recursive: true });
    const ends = { source: source.url, target: target.url, bucket: bucket?.settings ?? {}, output: arena.output };
    writeProject(arena.project, ends);
    for (let i = 0; i < WORKERS; i++) arena.startWorker(i);
    return arena;
  }

  get bucket(): Bucket {
    if (this.maybeBucket === null) throw new Error('this arena has no bucket');
    return this.maybeBucket;
  }

  get address(): string {
    return this.server.address;
  }

  async kill(victim: Victim, index: number, downMs: number): Promise<void> {
    if (victim === 'worker') return this.killWorker(index % WORKERS);
    if (victim === 'temporal') {
      process.kill(this.server.pid, 'SIGKILL');
      await this.server.exited;
      await sleep(downMs);
      await this.restartServer();
      return;
    }
    if (victim === 'bucket') return this.bucket.kill(downMs);
    const postgres = victim === 'source' ? this.source : this.target;
    await postgres.kill();
    await sleep(downMs);
    await postgres.restart();
  }

  /** The next worker that passes the point gets the signal. */
  arm(point: string, signal: 'SIGKILL' | 'SIGSTOP'): void {
    writeFileSync(join(this.faults, point), signal);
  }

  armed(point: string): boolean {
    return existsSync(join(this.faults, point));
  }

  /** False: nobody passed the point since it was armed; it is disarmed now. */
  disarm(point: string): boolean {
    const wasThere = this.armed(point);
    rmSync(join(this.faults, point), { force: true });
    return !wasThere;
  }

  /** How often a point was passed, by all workers that ever lived. */
  passes(point: string): number {
    return readdirSync(this.faults)
      .filter((name) => name.startsWith('passes-'))
      .flatMap((name) => readFileSync(join(this.faults, name), 'utf8').split('\n'))
      .filter((line) => line === point).length;
  }

  /** Pids of workers that are stopped by SIGSTOP now. */
  frozen(): readonly number[] {
    return this.pids().filter((pid) => readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.startsWith('T'));
  }

  /** The index of the worker that started one of these processes; null: none of those that live. */
  workerOf(pids: readonly number[]): number | null {
    const parents = parentsByPid();
    const makers = new Set(pids.map((pid) => parents.get(pid)));
    const index = this.workers.findIndex((worker) => worker?.pid !== undefined && makers.has(worker.pid));
    return index === -1 ? null : index;
  }

  workerLog(): string {
    return this.workers.map((_, i) => readFileSync(this.logFile(i), 'utf8')).join('');
  }

  async close(): Promise<void> {
    this.closing = true;
    for (const pid of this.pids()) process.kill(pid, 'SIGKILL');
    await this.server.stop();
    await Promise.all([this.source.stop(), this.target.stop(), this.maybeBucket?.stop()]);
    for (const folder of [this.root, ...this.folders]) rmSync(folder, { recursive: true, force: true });
  }

  private pids(): number[] {
    return this.workers.flatMap((worker) => (worker?.pid === undefined || hasEnded(worker) ? [] : [worker.pid]));
  }

  private async killWorker(index: number): Promise<void> {
    const worker = this.workers[index];
    if (worker === null || worker === undefined || hasEnded(worker)) return;
    const exited = new Promise((resolve) => worker.once('exit', resolve));
    worker.kill('SIGKILL');
    await exited;
  }

  private async restartServer(): Promise<void> {
    const stateDir = this.folders[0] ?? '';
    const { port, uiPort } = this.server;
    this.server = await startEmbeddedServer({ binary: this.binary, stateDir, port, uiPort, exactPorts: true });
  }

  private startWorker(index: number): void {
    if (this.closing) return;
    const log = openSync(this.logFile(index), 'a');
    const worker = spawn(process.execPath, [resolve('dist/cli/main.js'), 'worker'], {
      cwd: this.project,
      env: {
        ...process.env,
        ...TUNING,
        ...this.extra,
        TEMPORAL_ADDRESS: this.server.address,
        MELTEMI_PAGE_DIR: join(this.root, `host-${index}`),
        MELTEMI_FAULTS_DIR: this.faults,
        TMPDIR: this.scratch,
      },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.workers[index] = worker;
    worker.once('exit', (code, signal) => {
      appendFileSync(this.logFile(index), `--- ended: ${String(signal ?? code)}\n`);
      setTimeout(() => this.startWorker(index), 100);
    });
  }

  private logFile(index: number): string {
    return join(this.root, `worker-${index}.log`);
  }
}

/** One that a signal ended has no exit code. */
function hasEnded(worker: ChildProcess): boolean {
  return worker.exitCode !== null || worker.signalCode !== null;
}
