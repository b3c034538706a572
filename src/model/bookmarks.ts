/**
 * The rules of the `bookmarks` workflow's state, pure. It holds two views of one state: `streams`, the bookmarks of native taps,
 * and `document`, everything that people, Singer processes and Meltano wrote. A stream stands in the document as long as nobody
 * has moved it since; once a native run moves its bookmark, the entry in the document is dropped and `streams` speaks for it.
 */
import type { StateBookmarks, WriteBookmarksInput } from './activity-io';
import type { JsonObject, JsonValue } from './json';
import type { StreamBookmark } from './position';
import { fromSingerBookmark, programBookmark, toSingerBookmark } from './singer-bookmark';
import { EMPTY_DOCUMENT, isMapping, mergedOver, mergedState, ownValue, readDocument } from './state-document';
import type { StateDocument } from './state-document';

/** A state as a person sets it, or as it was taken over from a state backend. */
export interface EditedState extends Partial<Pick<StateBookmarks, 'streams' | 'document' | 'mirrored'>> {
  /** New for each edit, so that a target takes it up exactly once. Null: a first state that was taken over, which a ledger may know better. */
  readonly editId: string | null;
}

/** A mapping that is merged over what came in parts before: `{"singer_state": {...}}`. */
export interface MergedState {
  readonly partial: JsonObject;
  readonly editId: string;
}

/** A state that a Singer target has confirmed. */
export interface SingerWrite {
  readonly runId: string;
  /** Counts the writes of the run; an older one changes nothing. */
  readonly seq: number;
  /** What the target printed. */
  readonly singerState: JsonObject;
  /** `overwrite`: it is the whole state; `merge`: it comes over what is there, as a part. */
  readonly strategy: 'overwrite' | 'merge';
  /** The streams that the run had selected: bookmarks of others survive an `overwrite`. Absent: all streams. */
  readonly scope?: readonly string[];
}

/** Takes up what a run has loaded. A write of the same run that comes late (a retried activity) changes nothing. */
export function mergedBookmarks(
  state: StateBookmarks,
  written: Pick<WriteBookmarksInput, 'runId' | 'streams'>,
): StateBookmarks {
  const streams = new Map(Object.entries(state.streams));
  const moved = new Set<string>();
  for (const [name, { bookmark, seq }] of Object.entries(written.streams)) {
    const before = streams.get(name);
    if (before?.runId === written.runId && (before.seq ?? 0) > seq) continue;
    const editId = before?.editId ?? state.editId;
    streams.set(name, { bookmark, runId: written.runId, seq, ...(editId === undefined ? {} : { editId }) });
    moved.add(name);
  }
  const { document, ...rest } = state;
  return {
    ...rest,
    streams: Object.fromEntries(streams),
    ...(document === undefined ? {} : { document: withoutStreams(document, moved) }),
  };
}

/** The state as a person sets it. Throws a sentence when it has not the right shape. */
export function editedBookmarks(edit: EditedState): StateBookmarks {
  if (edit.editId !== null && typeof edit.editId !== 'string') throw new Error(SHAPE);
  const kept = edit.mirrored === undefined ? {} : { mirrored: edit.mirrored };
  const edited = edit.editId === null ? {} : { editId: edit.editId };
  if (edit.document !== undefined) {
    const document = readDocument({ ...edit.document });
    return { streams: streamsOf(document, edit.editId), document, ...edited, ...kept };
  }
  if (typeof edit.streams !== 'object' || edit.streams === null) throw new Error(SHAPE);
  const streams: [string, StreamBookmark][] = [];
  for (const [name, { bookmark }] of Object.entries(edit.streams)) {
    if (bookmark !== null && (typeof bookmark?.replicationKey !== 'string' || bookmark.value === undefined)) {
      throw new Error(`Bookmark of stream \`${name}\` needs "replicationKey" and "value"`);
    }
    streams.push([name, { bookmark, ...edited }]);
  }
  return { streams: Object.fromEntries(streams), ...edited, ...kept };
}

const SHAPE =
  'Expected {"streams": {"<stream>": {"bookmark": {"replicationKey": ..., "value": ...}}}, "editId": "<new id>"}, ' +
  'or {"document": {"completed": {...}, "partial": {...}}, "editId": "<new id>"}';

/** What a person merges comes in as a part. Streams that it does not name keep their bookmarks and what targets know of them. */
export function mergedEdit(state: StateBookmarks, { partial, editId }: MergedState): StateBookmarks {
  const before = stateDocument(state);
  const document = { ...before, partial: mergedOver(partial, before.partial) };
  const named = new Set(Object.keys(bookmarksIn(partial)));
  const streams = Object.entries(streamsOf(document, editId)).filter(([name]) => named.has(name));
  const untouched = Object.entries(state.streams).filter(([name]) => !named.has(name));
  return { ...state, document, streams: Object.fromEntries([...untouched, ...streams]) };
}

export function clearedBookmarks(state: StateBookmarks, editId: string): StateBookmarks {
  return { streams: {}, editId, ...(state.mirrored === undefined ? {} : { mirrored: state.mirrored }) };
}

/** Takes up what a Singer target has confirmed. */
export function singerWritten(state: StateBookmarks, write: SingerWrite): StateBookmarks {
  const { runId, seq, scope } = write;
  if (state.singer?.runId === runId && state.singer.seq > seq) return state;
  const part: JsonObject = { singer_state: write.singerState };
  const before = stateDocument(state);
  const document: StateDocument =
    write.strategy === 'merge'
      ? { ...before, partial: mergedOver(part, before.partial) }
      : { completed: scope === undefined ? part : keepingOthers(part, before, new Set(scope)), partial: {} };
  // A ledger of a native target, from the time before the Singer process, must not win over this.
  return { ...state, document, streams: streamsOf(document, `${runId}/${seq}`), singer: { runId, seq } };
}

/** For a tap that is a program: every stream's entry, also one that only the tap can read. Throws `ConfigInvalid` where the parts do not fit. */
export function programBookmarks(state: StateBookmarks): Readonly<Record<string, StreamBookmark>> {
  const merged = ownValue(mergedState(stateDocument(state)), 'singer_state');
  if (merged === undefined || !isMapping(merged)) return state.streams;
  const origin = state.editId === undefined ? {} : { editId: state.editId };
  const names = Object.keys(bookmarksIn({ singer_state: merged }));
  const entries = names.map((name): [string, StreamBookmark] => [
    name,
    { ...(state.streams[name] ?? origin), bookmark: programBookmark(merged, name) },
  ]);
  return { ...state.streams, ...Object.fromEntries(entries) };
}

/** Everything that is known, in Meltano's form. */
export function stateDocument({ streams, document = EMPTY_DOCUMENT }: StateBookmarks): StateDocument {
  const known = { ...bookmarksIn(document.completed), ...bookmarksIn(document.partial) };
  const native = Object.entries(streams)
    .filter(([name]) => ownValue(known, name) === undefined)
    .map(([name, { bookmark }]) => [name, toSingerBookmark(bookmark)] as const);
  return native.length === 0 ? document : { ...document, completed: withBookmarks(document.completed, native) };
}

function streamsOf(document: StateDocument, editId: string | null): Readonly<Record<string, StreamBookmark>> {
  const origin = editId === null ? { seeded: true } : { editId };
  const { completed, partial } = document;
  const entries = { ...bookmarksIn(completed), ...bookmarksIn(partial) };
  const found = Object.keys(entries).flatMap((name): [string, StreamBookmark][] => {
    const bookmark = fromSingerBookmark(mergedEntry(bookmarksIn(partial), bookmarksIn(completed), name));
    return bookmark === undefined ? [] : [[name, { bookmark, ...origin }]];
  });
  return Object.fromEntries(found);
}

/** Never throws: what does not fit together is the reader's error, not the writer's. */
function mergedEntry(partial: JsonObject, completed: JsonObject, name: string): JsonValue {
  const over = ownValue(partial, name);
  const under = ownValue(completed, name);
  if (over === undefined) return under ?? {};
  if (under === undefined || !isMapping(over) || !isMapping(under)) return over;
  try {
    return mergedOver(over, under);
  } catch {
    return over;
  }
}

function bookmarksIn(part: JsonObject): JsonObject {
  const state = ownValue(part, 'singer_state');
  const bookmarks = state !== undefined && isMapping(state) ? ownValue(state, 'bookmarks') : undefined;
  return bookmarks !== undefined && isMapping(bookmarks) ? bookmarks : {};
}

function withoutStreams(document: StateDocument, names: ReadonlySet<string>): StateDocument {
  const without = (part: JsonObject): JsonObject => {
    const bookmarks = Object.entries(bookmarksIn(part));
    const kept = bookmarks.filter(([name]) => !names.has(name));
    return kept.length === bookmarks.length ? part : withBookmarks(part, kept, true);
  };
  return { completed: without(document.completed), partial: without(document.partial) };
}

/** `part` with these bookmarks beside those it has, or instead of them. */
function withBookmarks(part: JsonObject, bookmarks: readonly Entry[], instead = false): JsonObject {
  const state = ownValue(part, 'singer_state');
  const before = instead ? [] : Object.entries(bookmarksIn(part));
  const all = Object.fromEntries([...before, ...bookmarks]);
  return { ...part, singer_state: { ...(state !== undefined && isMapping(state) ? state : {}), bookmarks: all } };
}

type Entry = readonly [stream: string, value: JsonValue];

/** `written` with the bookmarks of the streams outside of `scope` as they were. */
function keepingOthers(written: JsonObject, before: StateDocument, scope: ReadonlySet<string>): JsonObject {
  const [completed, partial] = [bookmarksIn(before.completed), bookmarksIn(before.partial)];
  const others = Object.keys({ ...completed, ...partial })
    .filter((name) => !scope.has(name) && ownValue(bookmarksIn(written), name) === undefined)
    .map((name) => [name, mergedEntry(partial, completed, name)] as const);
  return others.length === 0 ? written : withBookmarks(written, others);
}
