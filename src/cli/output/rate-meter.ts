/** Rows per second as of now. A batch may hold 100,000 rows and more, so the last seconds are looked at together. */

const WINDOW_MS = 10_000;

interface Sample {
  readonly atMs: number;
  readonly rows: number;
}

export class RateMeter {
  private readonly samples = new Map<string, Sample[]>();

  /** Takes up the `rows` so far of `name`; answers its rows per second over the last ten seconds. */
  rate(name: string, rows: number, nowMs: number): number {
    const samples = this.samples.get(name) ?? [];
    samples.push({ atMs: nowMs, rows });
    while (samples.length > 2 && nowMs - (samples[1]?.atMs ?? nowMs) >= WINDOW_MS) samples.shift();
    this.samples.set(name, samples);
    const first = samples[0];
    if (first === undefined || first.atMs === nowMs) return 0;
    // Fewer rows than before: the stream started over.
    return Math.max(0, ((rows - first.rows) / (nowMs - first.atMs)) * 1000);
  }
}
