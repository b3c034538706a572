/** Counts who was killed under which job. */
import type { ProgramJob } from './jobs';

/** Of a program's run as a plugin, or of what runs it. */
export type ProgramVictim = 'tap' | 'mapper' | 'target' | 'worker' | 'temporal';

const VICTIMS: readonly ProgramVictim[] = ['tap', 'mapper', 'target', 'worker', 'temporal'];

interface Line {
  readonly job: ProgramJob;
  level: string;
  readonly kills: Map<ProgramVictim, number>;
  runs: number;
  rows: number;
  wrong: number;
  again: number;
}

export class KillTable {
  readonly #lines: readonly Line[];
  total = 0;

  constructor(jobs: readonly ProgramJob[]) {
    this.#lines = jobs.map((job) => ({ job, level: '', kills: new Map(), runs: 0, rows: 0, wrong: 0, again: 0 }));
  }

  add(job: ProgramJob, victim: ProgramVictim): void {
    const { kills } = this.#lineOf(job);
    kills.set(victim, (kills.get(victim) ?? 0) + 1);
    this.total++;
  }

  ended(job: ProgramJob): void {
    this.#lineOf(job).runs++;
  }

  compared(job: ProgramJob, level: string, found: { rows: number; wrong: number; again: number }): void {
    const line = this.#lineOf(job);
    line.level = level;
    line.rows += found.rows;
    line.wrong += found.wrong;
    line.again += found.again;
  }

  count(victim: ProgramVictim): number {
    return this.#lines.reduce((sum, { kills }) => sum + (kills.get(victim) ?? 0), 0);
  }

  get rows(): number {
    return this.#lines.reduce((sum, { rows }) => sum + rows, 0);
  }

  get wrong(): number {
    return this.#lines.reduce((sum, { wrong }) => sum + wrong, 0);
  }

  get again(): number {
    return this.#lines.reduce((sum, { again }) => sum + again, 0);
  }

  /** For people: a row for each job. `-`: it has no such program. */
  lines(): readonly string[] {
    const head = ['job', ...VICTIMS, 'runs', 'rows', 'wrong', 'again', 'printed level', 'pipeline'];
    const rows = this.#lines.map((line) => [
      line.job.name,
      ...VICTIMS.map((victim) => cell(line, victim)),
      ...[line.runs, line.rows, line.wrong, line.again].map(String),
      line.level,
      [line.job.tap, ...(line.job.mapped ? ['meltano-map-transform'] : []), line.job.target].join(' → '),
    ]);
    const sums = VICTIMS.map((victim) => String(this.count(victim)));
    const runs = this.#lines.reduce((sum, line) => sum + line.runs, 0);
    const total = ['all', ...sums, ...[runs, this.rows, this.wrong, this.again].map(String), '', ''];
    const all = [head, ...rows, total];
    const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
    return all.map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  }

  #lineOf(job: ProgramJob): Line {
    const line = this.#lines.find((each) => each.job === job);
    if (line === undefined) throw new Error(`no line for ${job.name}`);
    return line;
  }
}

function cell({ job, kills }: Line, victim: ProgramVictim): string {
  const isThere = victim === 'worker' || victim === 'temporal' || job.programs.includes(victim);
  return isThere ? String(kills.get(victim) ?? 0) : '-';
}
