/**
 * What a native tap looks like as a Singer program, where that differs from what its pages hold: the entry of a stream in the
 * catalog, the values of records and bookmarks. Pipelines know nothing of it; `meltemi singer` does.
 */
import type { JsonObject, JsonValue } from '../model/json';
import type { Column } from '../model/stream';
import type { ValueForm } from '../pages/encoding/json-lines';
import type { CatalogStream, Tap } from './tap';

/**
 * Which messages stand around the records. `sdk`: the Singer SDK's, a bookmark per stream. `pipelinewise`: each stream has a
 * version, told by ACTIVATE_VERSION and in each record, and the state names the stream that is being read.
 */
export type SingerLife = 'sdk' | 'pipelinewise';

export interface SingerForm {
  readonly life: SingerLife;
  /** The stream as the catalog of `--discover` has it. */
  entry(stream: CatalogStream): JsonObject;
  /** Null: as JSON lines have it (`src/pages/encoding/values.ts`). */
  valueForm(stream: string, column: Column): ValueForm | null;
  /** `value`: as the tap's bookmarks have it (`Bookmark.value`). */
  bookmarkValue(value: string | number, key: Column): JsonValue;
}

/** A tap that stands in for Singer programs of its own, by their variants. */
export interface SingerTap extends Tap {
  /** `variant`: null for the usual one. Throws `ConfigInvalid` for one that is not known. */
  singerForm(variant: string | null): SingerForm;
}

export function hasSingerForm(tap: Tap): tap is SingerTap {
  return 'singerForm' in tap;
}
