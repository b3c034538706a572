/** What the tap suites work with: whole extractions into a real page store, and their records as texts. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PageEncoding, PageLimits } from '../../src/model/page-ref';
import type { PluginContext } from '../../src/model/plugin-context';
import type { Bookmark, Position } from '../../src/model/position';
import type { Replication } from '../../src/model/stream';
import { FilePageStore } from '../../src/pages/store/file-page-store';
import type { CatalogStream, SelectedStream, Tap } from '../../src/taps/tap';

export const noAbort = new AbortController().signal;

export const quietContext: PluginContext = { pluginName: 'tap', faultPoint: () => undefined, warn: () => undefined };

/** Small enough that a few rows make several pages. */
export const tinyPages: PageLimits = { maxBytes: 1_000_000, maxRows: 3, maxSeconds: 30 };
export const largePages: PageLimits = { maxBytes: 16 * 1024 * 1024, maxRows: 1_000_000, maxSeconds: 30 };

export interface ReadPage {
  readonly from: Position;
  readonly next: Position;
  readonly bookmark: Bookmark | null;
  readonly bytes: Buffer;
  readonly rows: number;
}

export interface ReadOptions {
  readonly limits?: PageLimits;
  readonly encoding?: PageEncoding;
  readonly from?: Position;
  readonly sessionKey?: string;
  readonly signal?: AbortSignal;
  /** Called after each page; what it does to the source is seen by the pages that follow. */
  readonly between?: (pages: readonly ReadPage[]) => Promise<void>;
}

export const START: Position = { kind: 'start', bookmark: null };

export class PageBench {
  private seq = 0;

  private constructor(
    private readonly directory: string,
    private readonly store: FilePageStore,
  ) {}

  static async open(): Promise<PageBench> {
    const directory = await mkdtemp(join(tmpdir(), 'meltemi-tap-'));
    return new PageBench(directory, await FilePageStore.open({ directory }));
  }

  async close(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }

  async readPage(tap: Tap, stream: SelectedStream, position: Position, options: ReadOptions = {}): Promise<ReadPage> {
    const { limits = tinyPages, encoding = 'text', sessionKey = 'run-1', signal = noAbort } = options;
    this.seq += 1;
    const address = { project: 'p', stateId: 's', runId: 'r', stream: stream.name, seq: this.seq, attempt: '1' };
    const writer = await this.store.create(address, encoding, stream.schema);
    try {
      const { next, bookmark } = await tap.extractPage(
        { stream, position, limits, encoding, sessionKey },
        writer,
        signal,
      );
      // What a workflow keeps of it went through JSON.
      const kept = JSON.parse(JSON.stringify({ next, bookmark })) as Pick<ReadPage, 'next' | 'bookmark'>;
      const reader = await this.store.open(await writer.commit());
      const chunks: Buffer[] = [];
      for await (const chunk of reader.chunks(noAbort)) chunks.push(Buffer.from(chunk));
      return { from: position, ...kept, bytes: Buffer.concat(chunks), rows: reader.ref.rows };
    } finally {
      await writer.abort();
    }
  }

  /** All pages from a position to the end. */
  async readAll(tap: Tap, stream: SelectedStream, options: ReadOptions = {}): Promise<readonly ReadPage[]> {
    const pages: ReadPage[] = [];
    let position = options.from ?? START;
    while (position.kind !== 'end') {
      const page = await this.readPage(tap, stream, position, options);
      pages.push(page);
      position = page.next;
      await options.between?.(pages);
    }
    return pages;
  }
}

/** The lines of text pages, in order. */
export function linesOf(pages: readonly Pick<ReadPage, 'bytes'>[]): string[] {
  return pages.flatMap((page) => page.bytes.toString('utf8').split('\n').slice(0, -1));
}

/** The bookmark that is true after these pages, given the one before them. */
export function bookmarkAfter(pages: readonly ReadPage[], before: Bookmark | null = null): Bookmark | null {
  return pages.reduce((bookmark, page) => page.bookmark ?? bookmark, before);
}

/** Selects columns of a discovered stream (all by default), in the stream's order. */
export function selected(
  entry: CatalogStream,
  options: { readonly columns?: readonly string[]; readonly replication?: Replication } = {},
): SelectedStream {
  const { name, schema, replication } = entry.stream;
  const columns = schema.columns.filter((column) => options.columns?.includes(column.name) ?? true);
  return {
    name,
    schema: { columns, keyProperties: schema.keyProperties },
    replication: options.replication ?? replication,
  };
}

export async function discoverOne(tap: Tap, name: string): Promise<CatalogStream> {
  const [found] = (await tap.discover(noAbort, [name])).streams;
  if (found === undefined) throw new Error(`The tap does not find \`${name}\`.`);
  return found;
}

export function incremental(replicationKey: string, comparison: 'gt' | 'gte' | 'exact' = 'exact'): Replication {
  return { method: 'INCREMENTAL', replicationKey, comparison };
}
