/** Reads one page of a stream, from any request on until a limit is reached. */
import { MeltemiError } from '../../model/errors';
import type { JsonValue } from '../../model/json';
import type { PageWriter } from '../../pages/page-store';
import type { PageToken, RecordPage as Answered, Stream } from '../../sdk';
import type { Extracted, ExtractRequest } from '../tap';
import type { ParentStreams } from './parent-streams';
import { RecordPage } from './record-page';
import { pagesOf } from './stream-pages';
import type { StreamProgress } from './stream-progress';
import { unitsOf, type UnitPlace } from './units';
import { unitsAhead } from './units-ahead';

type Trail = Answered['trail'];

/** The place of a page in a run. Plain JSON. */
export interface Cursor {
  readonly place: UnitPlace;
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
  readonly from: Pick<Cursor, 'place' | 'token' | 'trail'> | null;
}

export async function readPage(request: ExtractRequest, page: PageWriter, reading: Reading): Promise<Extracted> {
  const { stream, progress, parents, startedMs } = reading;
  const lines = new RecordPage(stream, request.stream, progress, page);
  const limits = limitsOf(request, lines);
  const extracted = async (place: UnitPlace, token: PageToken | undefined, trail?: Trail): Promise<Extracted> => {
    await lines.flush();
    const parent = parents.save();
    const next: Cursor = {
      place,
      startedMs,
      progress: progress.save(),
      ...(parent === null ? {} : { parent }),
      ...(token === undefined ? {} : { token }),
      ...(token === undefined || trail === undefined ? {} : { trail }),
    };
    return { next: { kind: 'cursor', cursor: next as unknown as JsonValue }, bookmark: progress.bookmark(false) };
  };
  let { from } = reading;
  let token = from?.token;
  let trail = from?.trail;
  const units = unitsAhead(unitsOf(stream, from?.place ?? null, parents), stream.contextsInFlight, (unit) => {
    const pages = pagesOf(stream, unit.context, token, trail);
    token = undefined;
    trail = undefined;
    return pages;
  });
  for await (const { unit, pages } of units) {
    const { context, place } = unit;
    // The unit before is done: a page may end here.
    if (from === null && limits.reached()) return extracted(place, undefined);
    let at = from?.token;
    let seen = from?.trail;
    from = null;
    try {
      for await (const { records, next, trail: after } of pages) {
        await lines.add(records, context);
        at = next;
        seen = after;
        if (next !== undefined && limits.reached()) return await extracted(place, next, after);
      }
    } catch (error) {
      // What has been read is kept: the next page begins with the request that has to wait.
      if (!isLongWait(error) || lines.rows === 0) throw error;
      return extracted(place, at, seen);
    }
  }
  await lines.flush();
  return { next: { kind: 'end' }, bookmark: progress.bookmark(true, parents.bookmark) };
}

function limitsOf({ limits }: ExtractRequest, lines: RecordPage): { readonly reached: () => boolean } {
  const started = performance.now();
  return {
    reached: () =>
      lines.characters >= limits.maxBytes ||
      lines.rows >= limits.maxRows ||
      performance.now() - started >= limits.maxSeconds * 1000,
  };
}

function isLongWait(error: unknown): boolean {
  return error instanceof MeltemiError && error.retryAfterSeconds !== undefined;
}
