/** Counts what was killed, where, and under which target. */
import { TARGET_KINDS, type FaultPointName, type TargetKind } from './fault-points';
import { JOBS, pointsOf } from './jobs';

export type Deed = 'killed' | 'frozen';

export class Tally {
  private readonly counts = new Map<string, number>();
  total = 0;

  /** `where`: a fault point, or who was killed at a random time. */
  add(target: TargetKind, where: string, deed: Deed = 'killed'): void {
    const key = keyOf(target, where, deed);
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
    this.total++;
  }

  count(target: TargetKind, where: string, deed: Deed = 'killed'): number {
    return this.counts.get(keyOf(target, where, deed)) ?? 0;
  }

  /** Points that runs of these targets pass and at which nobody was killed yet. */
  unmet(targets: readonly TargetKind[]): readonly string[] {
    return targets.flatMap((target) =>
      pointsOfTarget(target)
        .filter((point) => this.count(target, point) === 0)
        .map((point) => `${target} ${point}`),
    );
  }

  /** A table for people: a row for each point and victim, a column for each target. `-`: its runs do not pass there. */
  table(targets: readonly TargetKind[]): readonly string[] {
    const points = [...new Set(targets.flatMap(pointsOfTarget))];
    const rows = [...points.map((point) => [point, 'killed'] as const), ...this.others(points)];
    const width = Math.max(...rows.map(([where, deed]) => labelOf(where, deed).length));
    const line = (label: string, cells: readonly string[]): string =>
      [label.padEnd(width), ...cells.map((cell, i) => cell.padStart(targets[i]?.length ?? 0))].join('  ');
    return [
      line('', targets),
      ...rows.map(([where, deed]) =>
        line(
          labelOf(where, deed),
          targets.map((target) => this.cell(target, where, deed, points)),
        ),
      ),
    ];
  }

  private others(points: readonly string[]): readonly (readonly [string, Deed])[] {
    const known = new Set(points.map((point) => `killed ${point}`));
    const seen = new Set([...this.counts.keys()].map((key) => key.split(' ').slice(1).join(' ')));
    return [...seen]
      .filter((one) => !known.has(one))
      .sort()
      .map((one) => [one.split(' ').slice(1).join(' '), one.startsWith('frozen') ? 'frozen' : 'killed'] as const);
  }

  private cell(target: TargetKind, where: string, deed: Deed, points: readonly string[]): string {
    const isPoint = deed === 'killed' && points.includes(where);
    if (isPoint && !pointsOfTarget(target).some((point) => point === where)) return '-';
    return String(this.count(target, where, deed));
  }
}

export function targetKind(name: string): TargetKind {
  const found = TARGET_KINDS.find((kind) => kind === name || kind === `target-${name}`);
  if (found !== undefined) return found;
  throw new Error(`There is no target \`${name}\` under chaos. Name some of ${TARGET_KINDS.join(', ')}.`);
}

function pointsOfTarget(target: TargetKind): readonly FaultPointName[] {
  return [...new Set(JOBS.filter((job) => job.target === target).flatMap(pointsOf))];
}

function keyOf(target: TargetKind, where: string, deed: Deed): string {
  return `${target} ${deed} ${where}`;
}

function labelOf(where: string, deed: Deed): string {
  return deed === 'frozen' ? `${where} (frozen)` : where;
}
