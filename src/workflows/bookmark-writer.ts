/** Writes a stream's bookmark to the `bookmarks` workflow: every few batches, on pause and at the end; one write at a time. */
import { CancellationScope, condition } from '@temporalio/workflow';
import { saysTheSame } from '../model/same-bookmark';
import { bookkeeping } from './activity-options';
import type { StreamRun } from './stream-run';

export class BookmarkWriter {
  private writing = false;
  private writtenAtMs = Date.now();
  private writtenSeq: number;

  constructor(private readonly run: StreamRun) {
    this.writtenSeq = run.stateOrNull?.writtenSeq ?? 0;
  }

  /** Starts a write when enough batches or time have passed. Nothing waits for it. */
  writeIfDue(): void {
    const { bookmarkEveryBatches, bookmarkEverySeconds } = this.run.tuning;
    const batches = this.run.state.loadedSeq - this.writtenSeq;
    const seconds = (Date.now() - this.writtenAtMs) / 1000;
    if (batches >= bookmarkEveryBatches || (batches > 0 && seconds >= bookmarkEverySeconds)) this.write();
  }

  write(): void {
    if (this.writing || !this.isNews()) return;
    void CancellationScope.nonCancellable(() => this.writeOnce()).catch(() => undefined);
  }

  /** Waits for a write under way and writes what is left. */
  async flush(): Promise<void> {
    await condition(() => !this.writing);
    if (this.isNews()) await this.writeOnce();
  }

  private isNews(): boolean {
    const state = this.run.stateOrNull;
    if (state === null || state.bookmark === null) return false;
    const known = this.run.known?.bookmark ?? null;
    return state.loadedSeq > this.writtenSeq || (this.writtenSeq === 0 && !saysTheSame(known, state.bookmark));
  }

  private async writeOnce(): Promise<void> {
    const { context, name, state } = this.run;
    if (state.bookmark === null) return;
    const seq = state.loadedSeq;
    this.writing = true;
    try {
      await bookkeeping.writeBookmarks.executeWithOptions({ summary: `${name} · bookmark after page ${seq}` }, [
        { pipeline: context.pipeline, runId: context.runId, streams: { [name]: { bookmark: state.bookmark, seq } } },
      ]);
      this.writtenSeq = seq;
      this.writtenAtMs = Date.now();
      this.run.state = { ...this.run.state, writtenSeq: seq };
    } finally {
      this.writing = false;
    }
  }
}
