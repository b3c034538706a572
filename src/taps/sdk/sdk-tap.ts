/**
 * Runs a tap that was written with the SDK. A page gathers the records of many requests; its cursor says with which request the next
 * one begins, so that a lost page costs its own requests and no more.
 */
import { MeltemiError } from '../../model/errors';
import type { JsonObject, JsonValue } from '../../model/json';
import type { Bookmark } from '../../model/position';
import type { PageWriter } from '../../pages/page-store';
import {
  HttpClient,
  standaloneRun,
  type Context,
  type PageToken,
  type SdkRecord,
  type Stream,
  type Tap as AuthorTap,
} from '../../sdk';
import { recordLines } from '../../pages/encoding/record-lines';
import type { Catalog, Extracted, ExtractRequest, SelectedStream, Tap } from '../tap';
import { catalogStream } from './author-catalog';
import { loadAuthorTap, streamNamed } from './author-tap';
import { ReplicationProgress, type ProgressNote } from './replication-progress';
import { isPaged, pagesOf } from './stream-pages';
import { unitsOf, type UnitPlace } from './units';

/** Longer waits are Temporal's: an activity that waits holds a place of the worker, and its wait is lost with it. */
const MAX_WAIT_SECONDS = 20;

/** Lines are written together when they have gathered to so many characters. */
const WRITE_CHARACTERS = 256 * 1024;

interface Cursor extends ProgressNote {
  readonly place: UnitPlace;
  /** With which the next request of the unit is made; absent: the first. */
  readonly token?: PageToken;
}

export class SdkTap implements Tap {
  readonly #module: string;
  readonly #settings: JsonObject;
  readonly #client = new HttpClient();
  #loading: Promise<AuthorTap> | null = null;
  #loaded: AuthorTap | null = null;
  /** Kept, so that what a stream has (a token, say) lasts longer than a page; parents apart, by the stream that they are read for. */
  readonly #streams = new Map<string, Stream>();

  constructor(module: string, settings: JsonObject) {
    this.#module = module;
    this.#settings = settings;
  }

  encodings(): readonly ['text'] {
    return ['text'];
  }

  /** A stream that gives its records by code of its own has no place in its middle. */
  resumable({ name }: SelectedStream): boolean {
    return this.#loaded === null || isPaged(streamNamed(this.#loaded, name));
  }

  async discover(signal: AbortSignal, only?: readonly string[]): Promise<Catalog> {
    signal.throwIfAborted();
    const streams = (await this.#load()).discoverStreams();
    return { streams: streams.filter(({ name }) => only === undefined || only.includes(name)).map(catalogStream) };
  }

  async extractPage(request: ExtractRequest, page: PageWriter, signal: AbortSignal): Promise<Extracted> {
    const { stream: selected, position } = request;
    const cursor = position.kind === 'cursor' ? (position.cursor as unknown as Cursor) : null;
    const start = position.kind === 'start' ? position.bookmark : (cursor?.start ?? null);
    const author = await this.#load();
    const stream = this.#kept(selected.name, () => streamNamed(author, selected.name));
    const progress = new ReplicationProgress(
      selected.name,
      selected.replication,
      stream,
      start,
      cursor?.furthest ?? null,
    );
    this.#begin(stream, selected, start, signal);
    const lines = new RecordPageWriter(stream, selected, progress, page);
    const limits = limitsOf(request, lines);
    const extracted = (place: UnitPlace, token: PageToken | undefined): Extracted => {
      const next: Cursor = { ...progress.note, place, ...(token === undefined ? {} : { token }) };
      return { next: { kind: 'cursor', cursor: next as unknown as JsonValue }, bookmark: progress.bookmark(false) };
    };
    const parentOf = (made: Stream): Stream => {
      const parent = this.#kept(`${selected.name} < ${made.name}`, () => made);
      this.#begin(parent, { ...selected, replication: { method: 'FULL_TABLE', snapshot: false } }, null, signal);
      return parent;
    };
    let from = cursor;
    for await (const { context, place } of unitsOf(stream, cursor?.place ?? null, parentOf)) {
      // The unit before is done: a page may end here.
      if (from === null && limits.reached()) {
        await lines.flush();
        return extracted(place, undefined);
      }
      const token = from?.token;
      from = null;
      let at = token;
      try {
        for await (const { records, next } of pagesOf(stream, context, token)) {
          await lines.add(records, context);
          at = next;
          if (next === undefined || !limits.reached()) continue;
          await lines.flush();
          return extracted(place, next);
        }
      } catch (error) {
        // What has been read is kept: the next page begins with the request that has to wait.
        if (!isLongWait(error) || lines.rows === 0) throw error;
        await lines.flush();
        return extracted(place, at);
      }
    }
    await lines.flush();
    return { next: { kind: 'end' }, bookmark: progress.bookmark(true) };
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  async #load(): Promise<AuthorTap> {
    this.#loading ??= loadAuthorTap(this.#module, this.#settings);
    try {
      this.#loaded = await this.#loading;
      return this.#loaded;
    } catch (error) {
      this.#loading = null;
      throw error;
    }
  }

  #kept(name: string, make: () => Stream): Stream {
    const stream = this.#streams.get(name) ?? make();
    this.#streams.set(name, stream);
    return stream;
  }

  #begin(stream: Stream, { replication }: SelectedStream, start: Bookmark | null, signal: AbortSignal): void {
    const key = replication.method === 'INCREMENTAL' ? replication.replicationKey : null;
    stream.begin(
      standaloneRun({
        client: this.#client,
        signal,
        replicationMethod: replication.method,
        startingValue: () => (start !== null && start.replicationKey === key ? start.value : this.#startDate(key)),
        sleep: (seconds, why) => wait(seconds, why, signal),
      }),
    );
  }

  #startDate(key: string | null): JsonValue {
    return key === null ? null : (this.#settings['start_date'] ?? null);
  }
}

/** Turns records into lines of a page. */
class RecordPageWriter {
  rows = 0;
  /** Of all lines, written or not. */
  characters = 0;
  #text: string[] = [];
  #written = 0;
  #pending = 0;
  readonly #line: (record: JsonObject) => string;

  constructor(
    private readonly stream: Stream,
    selected: SelectedStream,
    private readonly progress: ReplicationProgress,
    private readonly page: PageWriter,
  ) {
    this.#line = recordLines(selected.schema);
  }

  async add(records: readonly SdkRecord[], context: Context | null): Promise<void> {
    for (const raw of records) {
      const record = this.stream.postProcess(context === null ? raw : { ...context, ...raw }, context);
      if (record === null || !this.progress.take(record)) continue;
      const line = this.#line(record);
      this.#text.push(line);
      this.characters += line.length;
      this.#pending++;
      this.rows++;
      if (this.characters - this.#written > WRITE_CHARACTERS) await this.flush();
    }
  }

  async flush(): Promise<void> {
    if (this.#pending === 0) return;
    const bytes = Buffer.from(this.#text.join(''));
    const rows = this.#pending;
    this.#text = [];
    this.#written = this.characters;
    this.#pending = 0;
    await this.page.write(bytes, rows);
  }
}

function limitsOf({ limits }: ExtractRequest, lines: RecordPageWriter): { readonly reached: () => boolean } {
  const started = performance.now();
  return {
    reached: () =>
      lines.characters >= limits.maxBytes ||
      lines.rows >= limits.maxRows ||
      performance.now() - started >= limits.maxSeconds * 1000,
  };
}

/** Throws the error that it is about, with the wait, when that is longer than an activity should wait. */
async function wait(seconds: number, why: Error, signal: AbortSignal): Promise<void> {
  if (seconds > MAX_WAIT_SECONDS && why instanceof MeltemiError)
    throw new MeltemiError(why.code, why.reason, why.instruction, { cause: why, retryAfterSeconds: seconds });
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        reject(signal.reason instanceof Error ? signal.reason : new Error('stopped'));
      },
      { once: true },
    );
  });
}

function isLongWait(error: unknown): boolean {
  return error instanceof MeltemiError && error.retryAfterSeconds !== undefined;
}
