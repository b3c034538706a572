/** A state in Singer's form, as `meltano state` shows and takes it: `{"singer_state": {"bookmarks": {...}}}`. */
import type { StateBookmarks } from '../../model/activity-io';
import type { Bookmark, StreamBookmark } from '../../model/position';
import type { JsonValue } from '../../model/json';
import { failedError } from '../cli-error';

interface SingerBookmark {
  readonly replication_key?: string;
  readonly replication_key_value?: string | number;
  /**
   * The tap's note on the rows seen at exactly that value. Singer has no word for it; without it a state that is saved
   * and set again would repeat those rows.
   */
  readonly meltemi_boundary?: JsonValue;
}

export interface SingerState {
  readonly singer_state: { readonly bookmarks: Readonly<Record<string, SingerBookmark>> };
}

export function toSingerState(state: StateBookmarks): SingerState {
  const bookmarks = Object.entries(state.streams).map(
    ([stream, { bookmark }]) => [stream, toSinger(bookmark)] as const,
  );
  return { singer_state: { bookmarks: Object.fromEntries(bookmarks) } };
}

function toSinger(bookmark: Bookmark | null): SingerBookmark {
  if (bookmark === null) return {};
  const { replicationKey, value, boundary } = bookmark;
  const note = boundary === undefined ? {} : { meltemi_boundary: boundary };
  return { replication_key: replicationKey, replication_key_value: value, ...note };
}

/** Reads what a person gives; `singer_state` around it may be missing. Throws a `CliError` that names the stream. */
export function parseSingerState(text: string): StateBookmarks {
  const root = parseJson(text);
  const inner = isObject(root) && 'singer_state' in root ? root['singer_state'] : root;
  const bookmarks = isObject(inner) ? inner['bookmarks'] : undefined;
  if (!isObject(bookmarks)) throw wrongState('It has no object `bookmarks`.');
  const streams = Object.entries(bookmarks).map(([stream, entry]) => [stream, fromSinger(stream, entry)] as const);
  return { streams: Object.fromEntries(streams) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw wrongState('It is not JSON.', error);
  }
}

function fromSinger(stream: string, entry: unknown): StreamBookmark {
  if (!isObject(entry)) throw wrongState(`The bookmark of \`${stream}\` is not an object.`);
  if (Object.keys(entry).length === 0) return { bookmark: null };
  const { replication_key: replicationKey, replication_key_value: value, meltemi_boundary: boundary } = entry;
  if (typeof replicationKey !== 'string')
    throw wrongState(`The bookmark of \`${stream}\` has no text \`replication_key\`.`);
  if (typeof value !== 'string' && typeof value !== 'number') {
    throw wrongState(`The bookmark of \`${stream}\` has no text or number \`replication_key_value\`.`);
  }
  // It came out of JSON.parse, so it is JSON.
  const note = boundary === undefined ? {} : { boundary: boundary as JsonValue };
  return { bookmark: { replicationKey, value, ...note } };
}

function wrongState(why: string, cause?: unknown): Error {
  return failedError(
    `The state to set is not in Singer's form. ${why}`,
    'Give e.g. `{"singer_state": {"bookmarks": {"public-orders": {"replication_key": "updated_at", "replication_key_value": "2026-01-01T00:00:00"}}}}`.',
    cause,
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
