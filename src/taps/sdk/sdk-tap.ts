/**
 * Runs a tap that was written with the SDK. A page gathers the records of many requests; its cursor says with which request the next
 * one begins, so that a lost page costs its own requests and no more.
 */
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { MeltemiError } from '../../model/errors';
import type { JsonObject } from '../../model/json';
import type { TapSource } from '../../model/tap-source';
import type { PluginContext } from '../../model/plugin-context';
import type { PageWriter } from '../../pages/page-store';
import { HostLimits, HttpClient, standaloneRun, type Stream, type StreamRun, type Tap as AuthorTap } from '../../sdk';
import type { Catalog, Extracted, ExtractRequest, SelectedStream, Tap } from '../tap';
import { catalogStream } from './author-catalog';
import { loadAuthorTap, streamNamed } from './author-tap';
import { OpenReading, type Cursor } from './open-reading';
import { ParentStreams } from './parent-streams';
import { isPaged } from './stream-pages';
import { StreamProgress } from './stream-progress';

/** Longer waits are Temporal's: an activity that waits holds a place of the worker, and its wait is lost with it. */
const MAX_WAIT_SECONDS = 20;

/** What was asked for ahead is old after a minute; a run that pauses asks again. */
const IDLE_MS = 60_000;

export class SdkTap implements Tap {
  readonly #source: TapSource;
  readonly #settings: JsonObject;
  readonly #client = new HttpClient();
  readonly #limits = new HostLimits();
  #loading: Promise<AuthorTap> | null = null;
  #loaded: AuthorTap | null = null;
  /** Kept, so that what a stream has (a token, say) lasts longer than a page; parents apart, by the stream that they are read for. */
  readonly #streams = new Map<string, Stream>();
  readonly #readings = new Map<string, { readonly reading: OpenReading; readonly idle: NodeJS.Timeout }>();
  readonly #context: Pick<PluginContext, 'reads' | 'warn'>;

  constructor(source: TapSource, settings: JsonObject, context: Pick<PluginContext, 'reads' | 'warn'>) {
    this.#source = source;
    this.#settings = settings;
    this.#context = context;
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
    const { sessionKey, position } = request;
    const cursor = position.kind === 'cursor' ? (position.cursor as unknown as Cursor) : null;
    const reading = this.#take(sessionKey, cursor) ?? (await this.#open(request, cursor));
    const stop = (): void => void reading.close(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    try {
      signal.throwIfAborted();
      const extracted = await reading.readPage(request, page);
      signal.throwIfAborted();
      if (extracted.next.kind === 'cursor' && reading.mark !== null) this.#keep(sessionKey, reading);
      else await reading.close();
      return extracted;
    } catch (error) {
      await reading.close();
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  async close(): Promise<void> {
    const held = [...this.#readings.values()];
    this.#readings.clear();
    for (const { idle } of held) clearTimeout(idle);
    await Promise.all(held.map(({ reading }) => reading.close()));
    await this.#client.close();
  }

  async #open({ stream: selected, position }: ExtractRequest, cursor: Cursor | null): Promise<OpenReading> {
    const bookmark = position.kind === 'start' ? position.bookmark : null;
    const author = await this.#load();
    const stream = this.#kept(selected.name, () => streamNamed(author, selected.name));
    const startedMs = cursor?.startedMs ?? Date.now();
    const controller = new AbortController();
    const { signal } = controller;
    // Each request that is under way listens.
    setMaxListeners(0, signal);
    const shared = { client: this.#client, limits: this.#limits, startedMs, signal, sleep: sleepOrThrow(signal) };
    const options = {
      replication: selected.replication,
      startDate: this.#settings['start_date'] ?? null,
      warn: this.#context.warn,
    };
    const progress =
      cursor === null
        ? StreamProgress.from(stream, options, bookmark)
        : StreamProgress.resumed(stream, options, cursor.progress);
    stream.begin(
      standaloneRun({
        ...shared,
        replicationMethod: selected.replication.method,
        startingValue: (context) => progress.startingValue(context),
      }),
    );
    const parents = new ParentStreams(stream, options, { bookmark, saved: cursor?.parent ?? null }, shared, {
      reads: this.#context.reads ?? (() => true),
      kept: (parent) => this.#kept(`${selected.name} < ${parent.name}`, () => parent),
    });
    return new OpenReading({ stream, progress, parents, startedMs, from: cursor }, controller);
  }

  /** The reading that gave the cursor, if it is still open; one that gave another is closed. */
  #take(key: string, cursor: Cursor | null): OpenReading | null {
    const held = this.#readings.get(key);
    if (held === undefined) return null;
    this.#readings.delete(key);
    clearTimeout(held.idle);
    if (cursor !== null && cursor.mark === held.reading.mark) return held.reading;
    void held.reading.close();
    return null;
  }

  #keep(key: string, reading: OpenReading): void {
    const idle = setTimeout(() => {
      this.#readings.delete(key);
      void reading.close();
    }, IDLE_MS).unref();
    this.#readings.set(key, { reading, idle });
  }

  async #load(): Promise<AuthorTap> {
    this.#loading ??= loadAuthorTap(this.#source, this.#settings);
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
}

/** Throws the error that a wait is about, with the wait, when that is longer than an activity should wait. */
function sleepOrThrow(signal: AbortSignal): StreamRun['sleep'] {
  return async (seconds, why) => {
    if (seconds > MAX_WAIT_SECONDS && why instanceof MeltemiError)
      throw new MeltemiError(why.code, why.reason, why.instruction, { cause: why, retryAfterSeconds: seconds });
    await sleep(seconds * 1000, undefined, { signal });
  };
}
