/**
 * A stream that is being read. It stays open from one page to the next, so that what was asked for ahead is not asked for twice; a cursor
 * says all that another process needs to go on in its place.
 */
import { randomUUID } from 'node:crypto';
import { MeltemiError } from '../../model/errors';
import type { JsonValue } from '../../model/json';
import type { PageWriter } from '../../pages/page-store';
import type { PageToken, RecordPage as Answered, Stream } from '../../sdk';
import type { Extracted, ExtractRequest } from '../tap';
import type { ParentStreams } from './parent-streams';
import { RecordPage } from './record-page';
import { pagesOf, type StreamPage } from './stream-pages';
import type { StreamProgress } from './stream-progress';
import { unitsOf, type UnitPlace } from './units';
import { unitsAhead, type OpenUnit } from './units-ahead';

type Trail = Answered['trail'];

/** The place of a page in a run. Plain JSON. */
export interface Cursor {
  /** Tells the reading that gave it from any other. */
  readonly mark: string;
  readonly place: UnitPlace;
  /** Whether the unit at the place is read to its end. */
  readonly isDone?: boolean;
  /** With which the next request of the unit is made; absent: the first. */
  readonly token?: PageToken;
  /** What is remembered of the tokens so far; goes with the token. */
  readonly trail?: Trail;
  /** When the run began, in milliseconds since 1970. */
  readonly startedMs: number;
  /** What `StreamProgress` saves: of the stream, and of the parent whose new records are read. */
  readonly progress: JsonValue;
  readonly parent?: JsonValue;
}

export interface Reading {
  readonly stream: Stream;
  readonly progress: StreamProgress;
  readonly parents: ParentStreams;
  readonly startedMs: number;
  /** Null: from the beginning. */
  readonly from: Cursor | null;
}

/** An API gives little in a second: a killed worker costs it no more than the requests of this long. */
const MAX_SECONDS = 10;

interface UnitInWork {
  readonly place: UnitPlace;
  readonly context: OpenUnit['unit']['context'];
  readonly pages: AsyncIterator<StreamPage>;
  /** Where the next page of the unit begins. */
  token: PageToken | undefined;
  trail: Trail | undefined;
}

export class OpenReading {
  readonly #units: AsyncGenerator<OpenUnit>;
  /** The cursor from which the first unit goes on. */
  #from: Cursor | null;
  #unit: UnitInWork | null = null;
  #last: UnitPlace | null = null;
  /** That of the cursor that was given last; null: nothing can be read on from there here. */
  mark: string | null = null;

  constructor(
    private readonly reading: Reading,
    private readonly controller: AbortController,
  ) {
    const { stream, parents, from } = reading;
    this.#from = from?.isDone === true ? null : from;
    const units = unitsOf(stream, from?.place ?? null, parents);
    let first = this.#from;
    this.#units = unitsAhead(from?.isDone === true ? withoutFirst(units) : units, stream.contextsInFlight, (unit) => {
      const pages = pagesOf(stream, unit.context, first?.token, first?.trail);
      first = null;
      return pages;
    });
  }

  /** From where the page before ended until a limit is reached. After an error the reading is of no more use. */
  async readPage(request: ExtractRequest, page: PageWriter): Promise<Extracted> {
    const { stream, progress, parents } = this.reading;
    const lines = new RecordPage(stream, request.stream, progress, page);
    const limits = limitsOf(request, lines);
    for (;;) {
      try {
        if (this.#unit === null) {
          this.#unit = await this.#nextUnit();
          if (this.#unit === null) break;
          if (limits.reached()) return await this.#endOf(lines);
        }
        const result = await this.#unit.pages.next();
        if (result.done === true) {
          this.#last = this.#unit.place;
          this.#unit = null;
          continue;
        }
        const { records, next, trail } = result.value;
        await lines.add(records, this.#unit.context);
        this.#unit.token = next;
        this.#unit.trail = trail;
        if (next !== undefined && limits.reached()) return await this.#endOf(lines);
      } catch (error) {
        // What has been read is kept: the next page begins with the request that has to wait.
        if (!isLongWait(error) || lines.rows === 0) throw error;
        const extracted = await this.#endOf(lines);
        // What has thrown gives no more: the next page is read from the cursor.
        this.mark = null;
        return extracted;
      }
    }
    await lines.flush();
    return { next: { kind: 'end' }, bookmark: progress.bookmark(true, parents.bookmark) };
  }

  /** Ends what is under way. */
  async close(reason: unknown = new Error('the reading was closed')): Promise<void> {
    this.controller.abort(reason);
    await this.#unit?.pages.return?.().catch(() => undefined);
    await this.#units.return(undefined).catch(() => undefined);
  }

  async #nextUnit(): Promise<UnitInWork | null> {
    const next = await this.#units.next();
    if (next.done === true) return null;
    const { unit, pages } = next.value;
    const from = this.#from;
    this.#from = null;
    const { context, place } = unit;
    return { place, context, pages: pages[Symbol.asyncIterator](), token: from?.token, trail: from?.trail };
  }

  async #endOf(lines: RecordPage): Promise<Extracted> {
    await lines.flush();
    const { progress, parents, startedMs } = this.reading;
    const { token, trail } = this.#unit ?? {};
    const parent = parents.save();
    this.mark = randomUUID();
    const cursor: Cursor = {
      mark: this.mark,
      place: this.#unit?.place ?? this.#last ?? {},
      ...(this.#unit === null ? { isDone: true } : {}),
      startedMs,
      progress: progress.save(),
      ...(parent === null ? {} : { parent }),
      ...(token === undefined ? {} : { token }),
      ...(token === undefined || trail === undefined ? {} : { trail }),
    };
    return { next: { kind: 'cursor', cursor: cursor as unknown as JsonValue }, bookmark: progress.bookmark(false) };
  }
}

async function* withoutFirst<Item>(items: AsyncGenerator<Item>): AsyncGenerator<Item> {
  try {
    await items.next();
    yield* items;
  } finally {
    await items.return(undefined);
  }
}

function limitsOf({ limits }: ExtractRequest, lines: RecordPage): { readonly reached: () => boolean } {
  const started = performance.now();
  const seconds = Math.min(limits.maxSeconds, MAX_SECONDS);
  return {
    reached: () =>
      lines.characters >= limits.maxBytes ||
      lines.rows >= limits.maxRows ||
      performance.now() - started >= seconds * 1000,
  };
}

function isLongWait(error: unknown): boolean {
  return error instanceof MeltemiError && error.retryAfterSeconds !== undefined;
}
