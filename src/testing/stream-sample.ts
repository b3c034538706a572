/** The first records of a stream, read as the engine reads them. */
import type { JsonValue } from '../model/json';
import {
  childContexts,
  standaloneRun,
  type Context,
  type HttpClient,
  type PageToken,
  type RecordPage,
  type SdkRecord,
  type Stream,
  type Tap,
} from '../sdk';

/** What a stream is read for when it is sampled: partitions and parents beyond these are left alone. */
const MAX_CONTEXTS = 5;

export interface SampledRecord {
  readonly record: SdkRecord;
  readonly context: Context | null;
}

/** The second page of a context, with the token that it was asked for with. */
export interface SecondPage {
  readonly context: Context | null;
  readonly token: PageToken;
  readonly records: readonly SdkRecord[];
}

export interface StreamSample {
  readonly records: readonly SampledRecord[];
  /** Null: the stream has no pages, or no second one. */
  readonly secondPage: SecondPage | null;
}

export class StreamSampler {
  constructor(
    private readonly tap: Tap,
    private readonly client: HttpClient,
    private readonly signal: AbortSignal,
    /** Of each stream. */
    private readonly maxRecords: number,
  ) {}

  /** A new object of the stream, ready to be read from the bookmark; null: from the beginning. */
  begun(name: string, bookmark: JsonValue = null): Stream {
    const stream = this.tap.discoverStreams().find((other) => other.name === name);
    if (stream === undefined) throw new Error(`no stream ${name}`);
    return this.#begin(stream, bookmark);
  }

  /** Throws what the stream throws. */
  async sample(name: string, bookmark: JsonValue = null, maxRecords = this.maxRecords): Promise<StreamSample> {
    const stream = this.begun(name, bookmark);
    const records: SampledRecord[] = [];
    let secondPage: SecondPage | null = null;
    for await (const context of this.#contexts(stream)) {
      const left = maxRecords - records.length;
      const read = isPaged(stream) ? await readPages(stream, context, left) : await readRecords(stream, context, left);
      records.push(...read.records);
      secondPage ??= read.secondPage;
      if (records.length >= maxRecords) break;
    }
    return { records: records.slice(0, maxRecords), secondPage };
  }

  /** The page at a token, asked for by another object of the stream; null: the stream has no pages. */
  async pageAt(name: string, { context, token }: SecondPage): Promise<readonly SdkRecord[] | null> {
    const stream = this.begun(name);
    if (!isPaged(stream)) return null;
    for await (const { records } of stream.pages(context, token)) return records;
    return [];
  }

  async *#contexts(stream: Stream): AsyncGenerator<Context | null> {
    let count = 0;
    for await (const context of this.#allContexts(stream)) {
      yield context;
      if (++count >= MAX_CONTEXTS) return;
    }
  }

  async *#allContexts(stream: Stream): AsyncGenerator<Context | null> {
    if (stream.parentStream === null) {
      yield* stream.partitions ?? [null];
      return;
    }
    const parent = this.#begin(new stream.parentStream(stream.tap), null);
    for await (const above of this.#contexts(parent)) {
      for await (const raw of parent.getRecords(above)) {
        const record = parent.postProcess({ ...above, ...raw }, above);
        if (record !== null) yield* childContexts(parent, [stream], record, above);
      }
    }
  }

  #begin(stream: Stream, bookmark: JsonValue): Stream {
    const { client, signal } = this;
    stream.begin(standaloneRun({ client, signal, startingValue: () => bookmark ?? this.#startDate(stream) }));
    return stream;
  }

  /** As the engine has it: only for streams that have a replication key. */
  #startDate({ replicationKey }: Stream): JsonValue {
    return replicationKey === null ? null : (this.tap.config['start_date'] ?? null);
  }
}

interface PagedStream extends Stream {
  pages(context: Context | null, from?: PageToken): AsyncIterable<RecordPage>;
}

function isPaged(stream: Stream): stream is PagedStream {
  return 'pages' in stream && typeof stream.pages === 'function';
}

/** Two pages at least, when there are two: the second one is compared with itself. */
async function readPages(stream: PagedStream, context: Context | null, wanted: number): Promise<StreamSample> {
  const records: SampledRecord[] = [];
  let secondPage: SecondPage | null = null;
  let token: PageToken | undefined;
  for await (const page of stream.pages(context)) {
    if (token !== undefined) secondPage ??= { context, token, records: structuredClone(page.records) };
    records.push(...processed(stream, page.records, context));
    token = page.next;
    if (records.length >= wanted && secondPage !== null) break;
  }
  return { records, secondPage };
}

async function readRecords(stream: Stream, context: Context | null, wanted: number): Promise<StreamSample> {
  const records: SampledRecord[] = [];
  for await (const raw of stream.getRecords(context)) {
    records.push(...processed(stream, [raw], context));
    if (records.length >= wanted) break;
  }
  return { records, secondPage: null };
}

function processed(stream: Stream, raws: readonly SdkRecord[], context: Context | null): readonly SampledRecord[] {
  return raws.flatMap((raw) => {
    const record = stream.postProcess({ ...context, ...raw }, context);
    return record === null ? [] : [{ record, context }];
  });
}
