/** Which entries of `stream_maps` are about a stream. */
import type { MapSettings, StreamMap } from './map-settings';
import { matchesStream } from './stream-glob';

export interface MatchingEntry {
  readonly key: string;
  readonly map: StreamMap;
}

export interface MatchingEntries {
  /** What becomes of the stream itself: `keep` and `drop-others` where no entry is about it, `drop` by an entry. */
  readonly primary: MatchingEntry | 'keep' | 'drop' | 'drop-others';
  /** Streams that are made of it beside, by `__source__`. */
  readonly additional: readonly MatchingEntry[];
}

/** The last entry that matches decides about the stream itself. */
export function matchingEntries(settings: MapSettings, stream: string): MatchingEntries {
  let primary: MatchingEntries['primary'] = settings.dropOthers ? 'drop-others' : 'keep';
  const additional: MatchingEntry[] = [];
  for (const { key, map } of settings.entries) {
    if (map !== null && map.source !== null) {
      if (matchesStream(map.source, stream)) additional.push({ key, map });
    } else if (matchesStream(key, stream)) {
      primary = map === null ? 'drop' : { key, map };
    }
  }
  return { primary, additional };
}
