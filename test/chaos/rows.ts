/** Multisets of rows as texts: what should be somewhere, and how what is there differs. */

export class RowBag {
  private readonly counts = new Map<string, number>();
  size = 0;

  static of(rows: Iterable<string>): RowBag {
    const bag = new RowBag();
    for (const row of rows) bag.add(row);
    return bag;
  }

  add(row: string, times = 1): void {
    this.counts.set(row, (this.counts.get(row) ?? 0) + times);
    this.size += times;
  }

  addAll(other: RowBag): void {
    for (const [row, times] of other.counts) this.add(row, times);
  }

  /** The rows that `earlier` does not have, or has less often. */
  without(earlier: RowBag): RowBag {
    const rest = new RowBag();
    for (const [row, times] of this.counts) {
      const more = times - (earlier.counts.get(row) ?? 0);
      if (more > 0) rest.add(row, more);
    }
    return rest;
  }

  /** The rows that `other` does not have at all, each as often as it is here. */
  strangersTo(other: RowBag): RowBag {
    const rest = new RowBag();
    for (const [row, times] of this.counts) if (!other.counts.has(row)) rest.add(row, times);
    return rest;
  }

  /** At most `count`, for people. */
  examples(count: number): readonly string[] {
    return [...this.counts]
      .slice(0, count)
      .map(([row, times]) => (times === 1 ? row : `${row} (${String(times)} times)`));
  }
}

/** JSON of any spacing to one form; other texts as they are. */
export function normalRow(row: string): string {
  return row.startsWith('[') ? JSON.stringify(JSON.parse(row)) : row;
}
