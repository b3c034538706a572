/**
 * Moves pages, overlapped: while page n is loaded, page n+1 is mapped and page n+2 extracted.
 *
 * Extraction is one after the other, since each page starts where the one before ended. From there each page is a task of its
 * own: map, wait for its turn, load. `pagesInFlight` bounds the pages between extraction and confirmation; `loadsInFlight`
 * the loads side by side (one, unless the target takes them in parallel; it commits in order in any case).
 * The first failure of a map or load stops everything that is in flight; a failure of extraction, a cancel or a full history
 * only stops extraction, and what was extracted is loaded.
 */
import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { ExtractedPage } from '../model/activity-io';
import type { Position } from '../model/position';
import { advance, withMapped } from '../model/sync-state';
import type { Confirmed, InFlight } from '../model/sync-state';
import { onHost } from './activity-options';
import type { BookmarkWriter } from './bookmark-writer';
import { thousands } from './details';
import type { StreamRun } from './stream-run';

export type MoveEnd = 'end' | 'continue-as-new';

/** After a cancel, loads under way get this long before they are cancelled too: one page takes seconds. */
const CANCEL_GRACE = '60s';

export async function movePages(run: StreamRun, bookmarks: BookmarkWriter): Promise<MoveEnd> {
  return new PageFlow(run, bookmarks).run();
}

class PageFlow {
  private readonly activities;
  private readonly shield = new CancellationScope({ cancellable: false });
  private readonly loads = new CancellationScope({ cancellable: true, parent: this.shield });
  private readonly window: number;
  private nextSeq: number;
  private position: Position;
  private inFlight = 0;
  private confirmed: Confirmed = new Map();
  private loadFailure: { readonly error: unknown } | null = null;

  constructor(
    private readonly stream: StreamRun,
    private readonly bookmarks: BookmarkWriter,
  ) {
    const { state, tuning } = stream;
    this.activities = onHost(state.hostQueue, tuning);
    this.window = state.parallelLoads ? tuning.loadsInFlight : 1;
    this.nextSeq = state.loadedSeq + 1;
    this.position = state.loadedPosition;
  }

  async run(): Promise<MoveEnd> {
    this.stream.setPhase(this.stream.paused ? 'paused' : 'running');
    let end: MoveEnd;
    try {
      end = await this.extractAll();
    } catch (error) {
      await this.drain(isCancellation(error));
      throw this.loadFailure?.error ?? error;
    }
    await this.drain(false);
    if (this.loadFailure !== null) throw this.loadFailure.error;
    return end;
  }

  private async extractAll(): Promise<MoveEnd> {
    while (this.position.kind !== 'end') {
      await this.roomForAPage();
      if (this.loadFailure !== null) break;
      if (this.stream.historyIsLong()) return 'continue-as-new';
      const extracted = await this.extract(this.nextSeq, this.position);
      this.position = extracted.next;
      if (extracted.page === null && extracted.bookmark === null) continue;
      this.inFlight++;
      void this.loads.run(() => this.carry(this.nextSeq++, extracted)).catch(() => undefined);
    }
    return 'end';
  }

  private async roomForAPage(): Promise<void> {
    const ready = () =>
      this.loadFailure !== null || (!this.stream.paused && this.inFlight < this.stream.tuning.pagesInFlight);
    if (this.stream.paused) {
      await CancellationScope.nonCancellable(() => condition(() => this.inFlight === 0 || ready()));
      if (this.inFlight === 0) this.bookmarks.write();
    }
    await condition(ready);
  }

  private extract(seq: number, position: Position): Promise<ExtractedPage> {
    const { context, tuning, name, state } = this.stream;
    return this.activities.extract.extractPage.executeWithOptions({ summary: `${name} · page ${seq}` }, [
      { ...context, epoch: state.epoch, seq, position, limits: tuning.page },
    ]);
  }

  /** One page's way from extraction to confirmation. Failures are kept, not thrown: the page's task has no one to throw to. */
  private async carry(seq: number, extracted: ExtractedPage): Promise<void> {
    try {
      const { page, keys } = await this.map(seq, extracted);
      await condition(() => this.loadFailure !== null || this.stream.state.loadedSeq >= seq - this.window);
      if (this.loadFailure !== null) return;
      const { context, state, name } = this.stream;
      const rows = page?.rows ?? 0;
      const summary = `${name} · page ${seq} · ${thousands(rows)} rows`;
      const loaded = await this.activities.load.loadBatch.executeWithOptions({ summary }, [
        {
          ...context,
          epoch: state.epoch,
          seq,
          page,
          next: extracted.next,
          bookmark: extracted.bookmark,
          discard: this.stream.takeDiscard(),
        },
      ]);
      this.confirm({ seq, next: extracted.next, bookmark: extracted.bookmark, ...sizeOf(extracted), keys }, loaded);
    } catch (error) {
      this.loadFailure ??= { error };
      this.loads.cancel();
    } finally {
      this.inFlight--;
    }
  }

  private async map(seq: number, extracted: ExtractedPage): Promise<{ page: ExtractedPage['page']; keys: string[] }> {
    const { page } = extracted;
    if (page === null) return { page, keys: [] };
    if (this.stream.context.stream.unmapped) return { page, keys: [page.key] };
    const summary = `${this.stream.name} · page ${seq} · ${thousands(page.rows)} rows`;
    const mapped = await this.activities.load.mapRecords.executeWithOptions({ summary }, [
      { ...this.stream.context, seq, page },
    ]);
    if (mapped.faults !== undefined) this.stream.state = withMapped(this.stream.state, seq, mapped.faults);
    return { page: mapped.page, keys: mapped.page === null ? [page.key] : [page.key, mapped.page.key] };
  }

  private confirm(batch: InFlight, loaded: { rows: number; alreadyLoaded: boolean }): void {
    const { state, waiting } = advance(this.stream.state, new Map(this.confirmed).set(batch.seq, { batch, loaded }));
    this.confirmed = waiting;
    this.stream.state = state;
    this.bookmarks.writeIfDue();
  }

  private async drain(cancelled: boolean): Promise<void> {
    await this.shield.run(async () => {
      if (cancelled && !(await condition(() => this.inFlight === 0, CANCEL_GRACE))) this.loads.cancel();
      await condition(() => this.inFlight === 0);
    });
  }
}

function sizeOf(extracted: ExtractedPage): { extractedRows: number; bytes: number } {
  return { extractedRows: extracted.page?.rows ?? 0, bytes: extracted.page?.bytes ?? 0 };
}
