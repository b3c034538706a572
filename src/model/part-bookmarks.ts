/**
 * Bookmarks of the parts that a stream is read in (Singer's partitions): one for each context, packed, because a stream may have
 * thousands of them.
 */
import type { JsonObject, JsonValue } from './json';
import { packed, unpacked } from './packed-json';

export interface PartBookmark {
  readonly context: JsonObject;
  readonly value: string | number;
  readonly boundary?: JsonValue;
}

/** 512 KiB: a quarter of what Temporal takes as one payload, with room for other streams of the state id beside it. */
const MAX_PACKED_CHARACTERS = 512 * 1024;

/**
 * As many as fit, those in front first; `dropped`: of how many the bookmark is lost, which costs reading them anew. Each is
 * `[context, value]` or `[context, value, boundary]` inside.
 */
export function packParts(parts: readonly PartBookmark[]): {
  readonly parts: JsonValue;
  readonly dropped: number;
} {
  for (let count = parts.length; ;) {
    const value = packed(
      parts
        .slice(0, count)
        .map(({ context, value, boundary }) =>
          boundary === undefined ? [context, value] : [context, value, boundary],
        ),
    );
    const { length } = JSON.stringify(value);
    if (length <= MAX_PACKED_CHARACTERS) return { parts: value, dropped: parts.length - count };
    // They compress alike; a little less than the share that would fit, so that one more round is enough.
    count = Math.floor(count * (MAX_PACKED_CHARACTERS / length) * 0.95);
  }
}

export function unpackParts(parts: JsonValue): readonly PartBookmark[] {
  const list = unpacked(parts) as readonly (readonly [JsonObject, string | number, JsonValue?])[];
  return list.map(([context, value, boundary]) => ({
    context,
    value,
    ...(boundary === undefined ? {} : { boundary }),
  }));
}
