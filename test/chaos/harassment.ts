/** What is done to one run: kills at random times and at named points, or a worker frozen and woken as a zombie. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Arena, Victim } from './arena';
import {
  canBeTakenOver,
  EARLY_POINTS,
  LATE_POINTS,
  zombiePointsOf,
  type FaultPointName,
  type TargetKind,
} from './fault-points';
import { pointsOf, type ChaosJob } from './jobs';
import type { Random } from './random';
import type { Tally } from './tally';

/** Milliseconds until a point in the midst of a run is given up: a run whose worker died takes some seconds to go on. */
const POINT_PATIENCE_MS = 6000;
/**
 * Milliseconds. The server gives the frozen worker's activity up (heartbeat 2 s, host 5 s), and the tasks that its open polls took (10 s);
 * then the other worker raises the fence and loads. The later end lets it finish the run most of the time.
 */
const FROZEN_MS: readonly [number, number] = [20_000, 45_000];
/** Nobody can take over: so long that the server gives the frozen worker up. */
const HELD_MS: readonly [number, number] = [6000, 12_000];
/** A woken zombie tries to go on at once; a busy machine takes a while to let it. */
const ZOMBIE_ACTS_MS = 10_000;

export interface Ended {
  readonly value: boolean;
}

export class Harassment {
  /** Freezes, and how many of them could be taken over, and were. */
  readonly zombies = { frozen: 0, replaceable: 0, refused: 0 };
  private readonly armed: FaultPointName[] = [];

  constructor(
    private readonly arena: Arena,
    private readonly random: Random,
    private readonly tally: Tally,
    private readonly say: (line: string) => void,
  ) {}

  /** Before the run starts: points at its beginning, and some at its end, which wait for it. */
  arm(job: ChaosJob): void {
    const points = pointsOf(job);
    this.armPoint(
      this.leastMet(
        job.target,
        points.filter((point) => EARLY_POINTS.has(point)),
      ),
    );
    const late = points.filter((point) => LATE_POINTS.has(point));
    this.armPoint(
      this.leastMet(
        job.target,
        late.filter((point) => point.endsWith('bookmark')),
      ),
    );
    this.armPoint(
      this.leastMet(
        job.target,
        late.filter((point) => !point.endsWith('bookmark')),
      ),
    );
  }

  /** Kills until the run has ended or has been killed `times` times. */
  async harass(job: ChaosJob, ended: Ended, times: number): Promise<void> {
    const midway = pointsOf(job).filter((point) => !EARLY_POINTS.has(point) && !LATE_POINTS.has(point));
    for (let i = 0; i < times && !ended.value; i++) {
      if (this.random.next() < 0.6) await this.killAtPoint(job, midway, ended);
      else {
        await sleep(this.random.between(100, 1500));
        if (!ended.value) await this.killSomebody(job);
      }
    }
  }

  /** When the run has ended: what was armed and is not any more has killed. */
  settle(job: ChaosJob): void {
    for (const point of this.armed.splice(0)) {
      if (this.arena.disarm(point)) this.tally.add(job.target, point);
    }
  }

  /** Freezes a worker at a dangerous point, lets the other one take over, then wakes it. */
  async haunt(job: ChaosJob, ended: Ended): Promise<void> {
    const point = this.leastMet(job.target, zombiePointsOf(job.target), 'frozen');
    this.arena.arm(point, 'SIGSTOP');
    const deadline = Date.now() + 10_000;
    while (!ended.value && Date.now() < deadline && this.arena.frozen().length === 0) await sleep(50);
    this.arena.disarm(point);
    const frozen = this.arena.frozen();
    if (frozen.length === 0) return;
    this.zombies.frozen++;
    this.tally.add(job.target, point, 'frozen');
    const isReplaceable = canBeTakenOver(job.target);
    if (isReplaceable) this.zombies.replaceable++;
    const woken = Date.now() + this.random.between(...(isReplaceable ? FROZEN_MS : HELD_MS));
    while (!ended.value && Date.now() < woken) await sleep(100);
    const refusals = this.refusals();
    for (const pid of frozen) process.kill(pid, 'SIGCONT');
    const looked = Date.now() + (isReplaceable ? ZOMBIE_ACTS_MS : 0);
    while (this.refusals() === refusals && Date.now() < looked) await sleep(100);
    const isRefused = this.refusals() > refusals;
    if (isRefused) this.zombies.refused++;
    this.say(`zombie of ${job.name} woken ${point}: ${isRefused ? 'refused' : 'nobody had taken over yet'}`);
  }

  private armPoint(point: FaultPointName): void {
    this.arena.arm(point, 'SIGKILL');
    this.armed.push(point);
  }

  private async killSomebody(job: ChaosJob): Promise<void> {
    const victim = this.random.pick<Victim>(['worker', 'worker', 'worker', 'temporal', 'source', ...serverOf(job)]);
    this.tally.add(job.target, `random: ${victim}`);
    await this.arena.kill(victim, Math.floor(this.random.next() * 2), this.random.between(0, 1500));
  }

  private async killAtPoint(job: ChaosJob, points: readonly FaultPointName[], ended: Ended): Promise<void> {
    const point = this.leastMet(job.target, points);
    // From time to time a worker lives long enough to be killed in the midst of a stream and not at its start.
    await sleep(this.random.between(0, 600));
    this.arena.arm(point, 'SIGKILL');
    const deadline = Date.now() + POINT_PATIENCE_MS;
    while (!ended.value && Date.now() < deadline && this.arena.armed(point)) await sleep(50);
    if (this.arena.disarm(point)) this.tally.add(job.target, point);
  }

  /** Of those met least often a random one. */
  private leastMet(
    target: TargetKind,
    points: readonly FaultPointName[],
    deed: 'killed' | 'frozen' = 'killed',
  ): FaultPointName {
    const least = Math.min(...points.map((point) => this.tally.count(target, point, deed)));
    return this.random.pick(points.filter((point) => this.tally.count(target, point, deed) === least));
  }

  /** The refusals are seen in the workers' logs, not assumed. */
  private refusals(): number {
    return this.arena
      .workerLog()
      .split('\n')
      .filter((line) => line.includes('FencedOut')).length;
  }
}

/** The server that the job writes to, where there is one. */
function serverOf({ place }: ChaosJob): readonly Victim[] {
  if (place.in === 'postgres') return ['target'];
  return place.in === 'bucket' ? ['bucket', 'bucket'] : [];
}
