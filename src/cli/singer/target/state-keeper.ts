/** Which STATE may be printed: one whose records are all loaded. */
import type { JsonObject, JsonValue } from '../../../model/json';

export class StateKeeper {
  /** The last one that came; null: none. */
  private latest: JsonValue = null;
  /** What may be printed; null: nothing. */
  private loaded: JsonValue = null;

  /** `pending`: whether records wait that came before it. */
  take(value: JsonValue, pending: boolean): void {
    this.latest = value;
    if (this.loaded === null && !pending) this.loaded = value;
  }

  /** Everything that came is loaded. */
  allLoaded(): void {
    this.loaded = this.latest;
  }

  /** Everything of one stream is loaded: its bookmark moves on, those of the others stay. */
  streamLoaded(stream: string): void {
    const bookmark = bookmarksOf(this.latest)[stream];
    if (bookmark === undefined) return;
    const loaded = isObject(this.loaded) ? this.loaded : {};
    this.loaded = { ...loaded, bookmarks: { ...bookmarksOf(loaded), [stream]: bookmark } };
  }

  get printable(): JsonValue {
    return this.loaded;
  }
}

function bookmarksOf(state: JsonValue): JsonObject {
  const bookmarks = isObject(state) ? state['bookmarks'] : undefined;
  return isObject(bookmarks) ? bookmarks : {};
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
