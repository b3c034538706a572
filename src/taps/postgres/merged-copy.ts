/** Several COPYs as one: pieces in the order of their coming, but never one COPY's rows inside another's row. */
import type { CopyOut } from '../../systems/postgres/copy-out';
import type { CopyPiece } from '../../systems/postgres/copy-pieces';

/** What a reader of rows needs of a COPY. */
export type RowSource = Pick<CopyOut, 'read'>;

interface Arrival {
  readonly source: RowSource;
  readonly piece: CopyPiece | null;
}

export class MergedCopy implements RowSource {
  private readonly arrived: Arrival[] = [];
  private running: number;
  /** The COPY whose piece the caller has. */
  private lent: RowSource | null = null;
  /** It comes next, since its row is not over. */
  private inside: RowSource | null = null;
  private wake: (() => void) | null = null;
  private failure: { readonly error: unknown } | null = null;

  constructor(sources: readonly RowSource[]) {
    this.running = sources.length;
    for (const source of sources) void this.ask(source);
  }

  /** The next piece, lent until the next call; null once all COPYs are over. Throws what any of them throws, from then on. */
  async read(): Promise<CopyPiece | null> {
    const { lent } = this;
    this.lent = null;
    if (lent !== null) void this.ask(lent);
    for (;;) {
      if (this.failure !== null) throw this.failure.error;
      if (this.running === 0) return null;
      const arrival = this.take();
      if (arrival === null) {
        await this.nextArrival();
      } else if (arrival.piece === null) {
        this.running -= 1;
      } else {
        this.lent = arrival.source;
        this.inside = arrival.piece.endsRow ? null : arrival.source;
        return arrival.piece;
      }
    }
  }

  private take(): Arrival | null {
    const index = this.arrived.findIndex(({ source }) => this.inside === null || source === this.inside);
    return index < 0 ? null : (this.arrived.splice(index, 1)[0] ?? null);
  }

  private nextArrival(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  private async ask(source: RowSource): Promise<void> {
    try {
      this.arrived.push({ source, piece: await source.read() });
    } catch (error) {
      this.failure ??= { error };
    }
    this.wake?.();
    this.wake = null;
  }
}
