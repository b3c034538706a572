/** A stream's entry below `singer_state.bookmarks`, as the Singer SDK writes it, and the bookmark that a native tap makes of it. */
import { isFurther } from './bookmark-order';
import type { JsonObject, JsonValue } from './json';
import { keptNumber } from './lossless-json';
import { packParts, unpackParts } from './part-bookmarks';
import type { Bookmark } from './position';
import { isMapping, ownValue } from './state-document';

/**
 * The tap's note on the rows seen at exactly that value. Singer has no word for it; without it a state that is saved and set
 * again would repeat those rows.
 */
const BOUNDARY = 'meltemi_boundary';
/** How far the parents were, for whose records the partitions were read. */
const PARENT = 'meltemi_parent';

export function toSingerBookmark(bookmark: Bookmark | null): JsonObject {
  if (bookmark === null) return {};
  const { replicationKey, singer, parts, parent } = bookmark;
  if (singer !== undefined && isMapping(singer)) return singer;
  if (parts === undefined) return entryOf(replicationKey, bookmark);
  const partitions = unpackParts(parts).map(({ context, ...part }) => ({ context, ...entryOf(replicationKey, part) }));
  return { partitions, ...(parent === undefined ? {} : { [PARENT]: entryOf(parent.replicationKey, parent) }) };
}

function entryOf(replicationKey: string, { value, boundary }: Pick<Bookmark, 'value' | 'boundary'>): JsonObject {
  const note = boundary === undefined ? {} : { [BOUNDARY]: boundary };
  return { replication_key: replicationKey, replication_key_value: value, ...note };
}

/** Null: the stream was seen and has no bookmark. Undefined: the entry is of another kind, which only its own tap can read. */
export function fromSingerBookmark(entry: JsonValue): Bookmark | null | undefined {
  if (!isMapping(entry)) return undefined;
  if (Object.keys(entry).length === 0) return null;
  return partedBookmark(entry) ?? plainBookmark(entry);
}

function plainBookmark(entry: JsonObject): Bookmark | undefined {
  const replicationKey = ownValue(entry, 'replication_key');
  const given = ownValue(entry, 'replication_key_value');
  const value = keptNumber(given) ?? given;
  if (typeof replicationKey !== 'string' || (typeof value !== 'string' && typeof value !== 'number')) return undefined;
  const boundary = ownValue(entry, BOUNDARY);
  return { replicationKey, value, ...(boundary === undefined ? {} : { boundary }) };
}

/** Partitions without a value are left out: they are read from the beginning, as a Singer tap reads them. */
function partedBookmark(entry: JsonObject): Bookmark | undefined {
  const partitions = ownValue(entry, 'partitions');
  const found = (isList(partitions) ? partitions : []).flatMap((partition) => {
    const bookmark = isMapping(partition) ? plainBookmark(partition) : undefined;
    const context = isMapping(partition) ? ownValue(partition, 'context') : undefined;
    return bookmark === undefined || context === undefined || !isMapping(context) ? [] : [{ context, bookmark }];
  });
  const replicationKey = found[0]?.bookmark.replicationKey;
  if (replicationKey === undefined) return undefined;
  const parts = found.filter(({ bookmark }) => bookmark.replicationKey === replicationKey);
  const furthest = parts.map(({ bookmark }) => bookmark).reduce((a, b) => (isFurther(b, a) ? b : a));
  const parent = ownValue(entry, PARENT);
  const above = parent !== undefined && isMapping(parent) ? plainBookmark(parent) : undefined;
  return {
    replicationKey,
    value: furthest.value,
    parts: packParts(
      parts.map(({ context, bookmark: { value, boundary } }) => ({
        context,
        value,
        ...(boundary === undefined ? {} : { boundary }),
      })),
    ).parts,
    ...(above === undefined ? {} : { parent: above }),
  };
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** The bookmarks of a Singer state by stream, as far as they have the usual form. */
export function singerBookmarks(state: JsonObject): ReadonlyMap<string, Bookmark> {
  const entries = ownValue(state, 'bookmarks');
  if (entries === undefined || !isMapping(entries)) return new Map();
  return new Map(
    Object.entries(entries).flatMap(([stream, entry]) => {
      const bookmark = fromSingerBookmark(entry);
      return bookmark === null || bookmark === undefined ? [] : [[stream, bookmark] as const];
    }),
  );
}

/** What a program's state says of one stream, whatever its form; null: nothing. */
export function programBookmark(state: JsonObject, stream: string): Bookmark | null {
  const entries = ownValue(state, 'bookmarks');
  const singer = entries !== undefined && isMapping(entries) ? ownValue(entries, stream) : undefined;
  if (singer === undefined || !isMapping(singer) || Object.keys(singer).length === 0) return null;
  return { ...(fromSingerBookmark(singer) ?? { replicationKey: '', value: '' }), singer };
}
