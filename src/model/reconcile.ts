/**
 * Compares the bookmarks with a target's head at the start of a stream and decides where to start.
 *
 * The head is written in the transaction that loads rows, so it is the truth about the rows; the `bookmarks` workflow is
 * the truth about what people want (a state set or cleared by hand). Five cases, in order:
 * 1. the head is of this very run: go on behind its last batch;
 * 2. a person edited the state and the head has not taken that edit up yet: the edit wins;
 * 3. the bookmarks were taken over from a state backend and are further than the head: another program loaded in between;
 * 4. there is a head that a run of ours wrote: its bookmark wins, and a difference is reported;
 * 5. no head: the bookmarks as they are.
 */
import { isFurther } from './bookmark-order';
import { saysTheSame } from './same-bookmark';
import type { Bookmark, Position, StreamBookmark } from './position';

/** What a target keeps per (state id, stream). */
export interface Head {
  readonly epoch: number;
  readonly runId: string;
  readonly seq: number;
  readonly rows: number;
  readonly position: Position;
  readonly bookmark: Bookmark | null;
  /** The last edit by a person that this head has taken up. */
  readonly editId: string | null;
}

/** What a target knows of a stream's end. */
export interface EndingHead extends Head {
  /** `finish` of the run is done: what waited aside is in its place, or was dropped. */
  readonly finished: boolean;
}

export interface Start {
  readonly epoch: number;
  readonly seq: number;
  readonly rows: number;
  readonly position: Position;
  readonly bookmark: Bookmark | null;
  readonly editId: string | null;
  readonly note: string | null;
}

export interface ReconcileRequest {
  readonly head: Head | null;
  readonly known: StreamBookmark | null;
  readonly runId: string;
  readonly incremental: boolean;
  readonly fullRefresh: boolean;
  /** Start over within the run (`PrepareRequest.restart`). */
  readonly restart: boolean;
}

/**
 * Whether a stream that cannot go on where it was starts from nothing again within its run. Not when its rows are in their place
 * already: a host can be lost between that and its answer, and the rows would come twice.
 */
export function startsOver(
  request: { readonly restart: boolean; readonly runId: string; readonly stream: { readonly resumable: boolean } },
  head: EndingHead | null,
): boolean {
  if (!request.restart || request.stream.resumable) return false;
  const isThere = head?.runId === request.runId && head.finished && head.position.kind === 'end';
  return !isThere;
}

export function reconcile(request: ReconcileRequest): Start {
  const { head, known, runId } = request;
  const epoch = (head?.epoch ?? 0) + 1;
  if (head !== null && head.runId === runId && !request.restart) {
    return { ...head, epoch, note: null };
  }
  const editId = known?.editId ?? head?.editId ?? null;
  const from = (bookmark: Bookmark | null, note: string | null): Start => ({
    epoch,
    seq: 0,
    rows: 0,
    position: { kind: 'start', bookmark },
    bookmark,
    editId,
    note,
  });
  if (!request.incremental || request.fullRefresh) return from(null, null);
  const knownBookmark = known?.bookmark ?? null;
  const unseenEdit = known?.editId !== undefined && known.editId !== (head?.editId ?? null);
  if (head === null || unseenEdit) return from(knownBookmark, null);
  if (saysTheSame(head.bookmark, knownBookmark)) return from(head.bookmark, null);
  if (known?.seeded === true && isFurther(knownBookmark, head.bookmark)) return from(knownBookmark, null);
  return from(
    head.bookmark,
    `The target's ledger and the bookmarks differed (ledger ${show(head.bookmark)}, bookmarks ${show(knownBookmark)}); ` +
      'the ledger was written together with the rows, so the run started from it.',
  );
}

function show(bookmark: Bookmark | null): string {
  return bookmark === null ? 'empty' : `${bookmark.replicationKey}=${String(bookmark.value)}`;
}
